package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is deployed is usable by a project that knows nothing of this source tree: Coracle's artifacts come from the file
 * repository that the build deployed to, all others from what Maven has on this machine, which stands in for Central.
 */
class ConsumerIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);

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

    private final Path repository = CoracleProcess.launcher().resolveSibling("target/repository");

    /** Offline, Maven deploys nothing: what lies there is then of an earlier build, or nothing at all. */
    @BeforeEach
    void onlyIfThisBuildDeployed() throws IOException {
        Path built = CoracleProcess.launcher().resolveSibling("testing/target");
        try (Stream<Path> files = Files.list(built)) {
            Path jar = files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            String version = jar.getFileName().toString().replaceAll("coracle-testing-|\\.jar", "");
            Path deployed = repository
                    .resolve("dev/coracle/coracle-testing")
                    .resolve(version)
                    .resolve(jar.getFileName());
            Assumptions.assumeTrue(
                    Files.exists(deployed) && Files.mismatch(jar, deployed) < 0,
                    "this build deployed nothing: Maven was offline");
        }
    }

    @Test
    void anotherProjectTestsAgainstWhatWasDeployed(@TempDir Path folder) throws IOException {
        copy(Path.of("target/test-classes/consumer"), folder);
        Path settings = Files.writeString(
                folder.resolve("settings.xml"),
                SETTINGS.formatted(folder.resolve("repository"), localRepository(), repository));

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

    @Test
    void noDeployedPomNeedsTheReactor() throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            List<Path> poms =
                    files.filter(file -> file.toString().endsWith(".pom")).toList();
            assertThat(poms)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(pom -> assertThat(pom).content().doesNotContain("${", "<parent>"));
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
