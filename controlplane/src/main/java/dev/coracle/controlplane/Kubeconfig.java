package dev.coracle.controlplane;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The file that tells kubectl and every client library where a control plane is. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /** The text of a kubeconfig whose one context is {@code server}, without credentials. */
    public static String text(URI server) {
        return """
                apiVersion: v1
                kind: Config
                preferences: {}
                clusters:
                - name: coracle
                  cluster:
                    server: %s
                    insecure-skip-tls-verify: true  # the JavaScript client speaks plain HTTP only where this is said
                users:
                - name: coracle
                  user: {}
                contexts:
                - name: coracle
                  context:
                    cluster: coracle
                    user: coracle
                    namespace: default
                current-context: coracle
                """.formatted(server);
    }

    /** Replaces {@code file} in one step, readable by its owner only; makes the folders above it. */
    public static void write(Path file, String text) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        Files.createDirectories(folder);
        Path next = Files.createTempFile(
                folder,
                ".kubeconfig",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(next, text);
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
