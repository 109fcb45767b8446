package dev.coracle.codegen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.catalogue.KubernetesRelease;
import dev.coracle.machinery.catalogue.TableRow;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.openapi.Version2;
import dev.coracle.machinery.openapi.Version2Messages;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.text.ContentHash;
import dev.coracle.machinery.text.TextTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Writes the schema file, the protobuf field table and the OpenAPI documents into the API server's directory of compiled classes. */
public final class Generator {
    /** What the documents of custom resources refer to. */
    private static final Set<String> SHARED = Set.of(
            "io.k8s.api.autoscaling.v1.Scale",
            "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions",
            "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta",
            "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
            "io.k8s.apimachinery.pkg.apis.meta.v1.Patch",
            "io.k8s.apimachinery.pkg.apis.meta.v1.Status");

    private final Path resources;
    private final Path schemas;
    private final Path protobuf;
    private final Path columns;
    private final Path openApi;

    private Generator(Path classes) {
        this.resources = classes.resolve("dev/coracle/apiserver/catalogue/resources.table");
        this.schemas = classes.resolve("dev/coracle/apiserver/catalogue/schemas.bin");
        this.protobuf = classes.resolve("dev/coracle/apiserver/catalogue/protobuf.table");
        this.columns = classes.resolve("dev/coracle/apiserver/table/descriptions.table");
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
        String inputs = Inputs.fingerprint(generator.resources);
        if (generator.isComplete()
                && Files.exists(stamp)
                && Files.readString(stamp).equals(inputs)) {
            return;
        }
        generator.write();
        Files.writeString(stamp, inputs);
    }

    private boolean isComplete() {
        return Files.exists(schemas)
                && Files.exists(protobuf)
                && Files.exists(columns)
                && Files.exists(openApi.resolve("v2.hash"));
    }

    private void write() throws IOException {
        Map<String, Definition> definitions = ModelReader.read();
        Files.createDirectories(schemas.getParent());
        Files.write(schemas, new SchemaWriter(definitions.values()).write());
        Files.createDirectories(protobuf.getParent());
        Files.writeString(protobuf, new ProtobufTableWriter(definitions, Protocols.read()).write());
        Files.createDirectories(columns.getParent());
        Files.writeString(columns, columnDescriptions(definitions));
        Files.createDirectories(openApi);
        OpenApiWriter writer =
                new OpenApiWriter(definitions, TableRow.read(TextTable.of(resources)), KubernetesRelease.VERSION);
        StringBuilder index = new StringBuilder();
        Map<String, ObjectNode> documents = new TreeMap<>(writer.standing());
        for (GroupVersion version : writer.served()) {
            documents.put((version.group().isEmpty() ? "api/" : "apis/") + version, writer.document(version));
        }
        for (Map.Entry<String, ObjectNode> document : documents.entrySet()) {
            String path = document.getKey();
            byte[] json = JsonCodec.write(document.getValue());
            String file = path.replace('/', '_') + ".json.gz";
            Files.write(openApi.resolve(file), gzip(json));
            index.append(path)
                    .append(' ')
                    .append(file)
                    .append(' ')
                    .append(ContentHash.of(json))
                    .append('\n');
        }
        Files.writeString(openApi.resolve("index.table"), index);
        Files.write(openApi.resolve("shared.json.gz"), gzip(JsonCodec.write(writer.schemas(SHARED))));
        ObjectNode v2 = Version2.of(documents.values(), KubernetesRelease.VERSION);
        byte[] json = JsonCodec.write(v2);
        Files.write(openApi.resolve("v2.json.gz"), gzip(json));
        Files.write(openApi.resolve("v2.pb.gz"), gzip(new Version2Messages().write(v2)));
        Files.writeString(openApi.resolve("v2.hash"), ContentHash.of(json));
    }

    /** What the fields named in {@code columns.table} are described as, a line for each. */
    private static String columnDescriptions(Map<String, Definition> definitions) throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (Definition definition : definitions.values()) {
            for (FieldDefinition field : definition.fields()) {
                texts.put(ModelReader.shortName(definition.name()) + "." + field.name(), field.description());
            }
        }
        StringBuilder out = new StringBuilder();
        for (String line : TextTable.beside(Generator.class, "columns.table")) {
            String key = line.split(" ", 2)[0];
            String text = texts.get(key);
            if (text == null) {
                throw new IllegalStateException("columns.table names the field " + key + ", which does not exist");
            }
            out.append(line.equals(key) ? key + ' ' + text.replace("\n", "\\n") : line)
                    .append('\n');
        }
        return out.toString();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
