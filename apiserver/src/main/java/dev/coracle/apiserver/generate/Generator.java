package dev.coracle.apiserver.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.coracle.apiserver.catalogue.TableRow;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.apiserver.resource.GroupVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Writes the schema file, the protobuf field table and the OpenAPI documents into the directory of compiled classes. */
public final class Generator {
    /** The release the models of client-java 27 describe. */
    private static final String KUBERNETES = "v1.36.0";

    private final Path schemas;
    private final Path protobuf;
    private final Path openApi;

    private Generator(Path classes) {
        this.schemas = classes.resolve("dev/coracle/apiserver/schema/schemas.bin");
        this.protobuf = classes.resolve("dev/coracle/apiserver/protobuf/protobuf.table");
        this.openApi = classes.resolve("dev/coracle/apiserver/openapi");
    }

    /**
     * Writes what is missing or out of date.
     *
     * @param args the directory of compiled classes
     */
    public static void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        Path stamp = classes.resolveSibling("schema-generator.stamp");
        Generator generator = new Generator(classes);
        String inputs = new Inputs(classes).fingerprint();
        if (generator.isComplete()
                && Files.exists(stamp)
                && Files.readString(stamp).equals(inputs)) {
            return;
        }
        generator.write();
        Files.writeString(stamp, inputs);
    }

    private boolean isComplete() {
        return Files.exists(schemas) && Files.exists(protobuf) && Files.exists(openApi.resolve("index.table"));
    }

    private void write() throws IOException {
        Map<String, Definition> definitions = ModelReader.read();
        Files.createDirectories(schemas.getParent());
        Files.write(schemas, new SchemaWriter(definitions.values()).write());
        Files.createDirectories(protobuf.getParent());
        Files.writeString(protobuf, new ProtobufTableWriter(definitions, Protocols.read()).write());
        Files.createDirectories(openApi);
        OpenApiWriter writer = new OpenApiWriter(definitions, TableRow.read(), KUBERNETES);
        ObjectMapper mapper = new ObjectMapper();
        StringBuilder index = new StringBuilder();
        for (GroupVersion version : writer.served()) {
            byte[] json = mapper.writeValueAsBytes(writer.document(version));
            String path = (version.group().isEmpty() ? "api/" : "apis/") + version;
            String file = path.replace('/', '_') + ".json.gz";
            Files.write(openApi.resolve(file), gzip(json));
            index.append(path)
                    .append(' ')
                    .append(file)
                    .append(' ')
                    .append(Document.hash(json))
                    .append('\n');
        }
        Files.writeString(openApi.resolve("index.table"), index);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
