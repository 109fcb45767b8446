package dev.coracle.apiserver.generate;

import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What the generated files depend on: the models' release, the generator itself and the tables. */
final class Inputs {
    private static final List<String> DIRECTORIES = List.of(
            "dev/coracle/apiserver/generate",
            "dev/coracle/apiserver/catalogue",
            "dev/coracle/apiserver/openapi",
            "dev/coracle/apiserver/schema");

    private final Path classes;

    Inputs(Path classes) {
        this.classes = classes;
    }

    /** Changes exactly when a file this depends on changes its bytes, or the models' jar its name. */
    String fingerprint() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(JarClasses.jarOf(V1Pod.class).getFileName().toString().getBytes(StandardCharsets.UTF_8));
            for (String directory : DIRECTORIES) {
                try (Stream<Path> files = Files.list(classes.resolve(directory))) {
                    for (Path file :
                            (Iterable<Path>) files.filter(Inputs::isInput).sorted()::iterator) {
                        digest.update(Files.readAllBytes(file));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isInput(Path file) {
        String name = file.toString();
        return name.endsWith(".class") || (name.endsWith(".table") && !name.endsWith("index.table"));
    }
}
