package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is deployed is usable by a project that knows nothing of this source tree: Coracle's artifacts come from a file
 * repository of what was built, all others from what Maven has on this machine, which stands in for Central.
 */
class ConsumerIT {
    private static final String VERSION = System.getProperty("coracle.version", "0.1.0");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @SuppressWarnings("InlineFormatString") // too long to stand within the code
    private static final String SETTINGS = """
            <settings>
              <localRepository>%s</localRepository>
              <mirrors>
                <mirror><id>this-machine</id><mirrorOf>*,!deployed</mirrorOf><url>file://%s</url></mirror>
              </mirrors>
              <profiles>
                <profile>
                  <id>deployed</id>
                  <repositories>
                    <repository><id>deployed</id><url>file://%s</url></repository>
                  </repositories>
                </profile>
              </profiles>
              <activeProfiles><activeProfile>deployed</activeProfile></activeProfiles>
            </settings>
            """;

    @Test
    void anotherProjectTestsAgainstWhatWasBuilt(@TempDir Path folder) throws IOException {
        copy(Path.of("target/test-classes/consumer"), folder);
        Path deployed = deploy(folder.resolve("deployed"));
        Path settings = Files.writeString(
                folder.resolve("settings.xml"),
                SETTINGS.formatted(folder.resolve("repository"), localRepository(), deployed));

        Outcome built = Program.run(
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                "",
                LIMIT,
                List.of(
                        Program.require("mvn"),
                        "-B",
                        "--no-transfer-progress",
                        "-Dstyle.color=never",
                        "-s",
                        settings.toString(),
                        "-f",
                        folder.resolve("pom.xml").toString(),
                        "test"));

        assertThat(built.exitCode()).as(built.out() + built.err()).isZero();
        assertThat(built.out()).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
    }

    /** As {@code mvn deploy} would, which refuses to when Maven is offline: the POM it writes is the flattened one. */
    private static Path deploy(Path repository) throws IOException {
        Path root = CoracleProcess.launcher().getParent();
        deploy(repository, "parent", root.resolve("target"), null);
        int jars = 0;
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path module : modules) {
                Path jar = jar(module.resolve("target"));
                if (jar != null) {
                    deploy(repository, module.getFileName().toString(), module.resolve("target"), jar);
                    jars++;
                }
            }
        }
        assertThat(jars).isGreaterThan(9);
        return repository;
    }

    private static void deploy(Path repository, String module, Path target, @Nullable Path jar) throws IOException {
        String artifact = "coracle-" + module;
        Path folder = Files.createDirectories(
                repository.resolve("dev/coracle").resolve(artifact).resolve(VERSION));
        Path pom = folder.resolve(artifact + "-" + VERSION + ".pom");
        Files.copy(target.resolve(".flattened-pom.xml"), pom);
        assertThat(pom).content().doesNotContain("<version>${revision}");
        if (jar != null) {
            Files.copy(jar, folder.resolve(artifact + "-" + VERSION + ".jar"));
        }
    }

    private static @Nullable Path jar(Path target) throws IOException {
        if (!Files.exists(target.resolve(".flattened-pom.xml"))) {
            return null;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "coracle-*-" + VERSION + ".jar")) {
            Iterator<Path> found = jars.iterator();
            return found.hasNext() ? found.next() : null;
        }
    }

    private static Path localRepository() {
        return Path.of(
                System.getProperty("coracle.local-repository", System.getProperty("user.home") + "/.m2/repository"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}
