package dev.coracle.apiserver.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the schema file into the classes directory it is given. */
public final class Generator {
    private Generator() {}

    /** @param args the directory of compiled classes */
    public static void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        Path schemas = classes.resolve("dev/coracle/apiserver/schema/schemas.bin");
        Path stamp = classes.resolveSibling("schema-generator.stamp");
        String inputs = new Inputs(classes).fingerprint();
        if (Files.exists(schemas)
                && Files.exists(stamp)
                && Files.readString(stamp).equals(inputs)) {
            return;
        }
        Map<String, Definition> definitions = ModelReader.read();
        Files.createDirectories(schemas.getParent());
        Files.write(schemas, new SchemaWriter(definitions.values()).write());
        Files.writeString(stamp, inputs);
    }
}
