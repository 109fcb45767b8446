package dev.coracle.codegen;

import dev.coracle.machinery.catalogue.TableRow;
import io.kubernetes.client.openapi.models.V1Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What the generated files depend on: the models' release, the generator and what it is made of, and the tables. */
final class Inputs {
    private Inputs() {}

    /**
     * Changes exactly when a file this depends on changes its bytes, or the models' jar its name.
     *
     * @param table the one input that is no part of the generator
     */
    static String fingerprint(Path table) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(JarClasses.jarOf(V1Pod.class).getFileName().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(table));
            for (Class<?> part : List.of(Generator.class, TableRow.class)) {
                addAll(JarClasses.jarOf(part), digest);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same for a jar and for the directory it was made of. */
    private static void addAll(Path code, MessageDigest digest) throws IOException {
        if (Files.isDirectory(code)) {
            addFiles(code, digest);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(code)) {
                addFiles(jar.getPath("/"), digest);
            }
        }
    }

    private static void addFiles(Path root, MessageDigest digest) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Inputs::isInput)
                    .sorted(Comparator.comparing(file -> root.relativize(file).toString()))::iterator) {
                digest.update(Files.readAllBytes(file));
            }
        }
    }

    private static boolean isInput(Path file) {
        String name = file.toString();
        return name.endsWith(".class") || name.endsWith(".table");
    }
}
