package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.controlplane.AddressClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's five minutes, typed as they are printed there, and what they print compared with what is printed there. */
class TourIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String INDENT = "    ";
    private static final String PROMPT = INDENT + "$ ";

    @Test
    void theTourIsTrueForWhoeverRunsTheTests(@TempDir Path folder) throws IOException {
        tour(folder, List.of());
    }

    @Test
    void theTourIsTrueForAUserWithoutPrivileges(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"),
                "the other test has run it as an ordinary user already");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        tour(
                folder,
                List.of(
                        Program.require("setpriv"),
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "--no-new-privs"));
    }

    private static void tour(Path folder, List<String> as) throws IOException {
        Program.require("kubectl");
        Program.require("curl");
        Files.copy(
                Seeds.file("nginx-deployment"), folder.resolve("deployment.yaml"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(Seeds.file("nginx-service"), folder.resolve("service.yaml"), StandardCopyOption.REPLACE_EXISTING);
        try (AddressClaim claim = AddressClaim.take()) {
            List<String> command = new ArrayList<>(as);
            command.addAll(CoracleProcess.command(Cluster.arguments(folder, claim.addresses())));
            try (Cluster cluster = Cluster.up(folder, claim.addresses(), command)) {
                String settings = ". " + cluster.data().resolve("coracle.env") + " && cd " + folder + " && ";
                for (Step step : steps()) {
                    if (step.command().startsWith("dig ") && Program.find("dig").isEmpty()) {
                        continue;
                    }
                    String typed = step.command()
                            .replace("-p 10053", "-p " + cluster.dig().port());
                    List<String> shell = new ArrayList<>(as);
                    shell.addAll(List.of("bash", "-c", settings + typed));
                    // A name answers as soon as the proxy has heard of its Service.
                    await(typed)
                            .atMost(SOON)
                            .untilAsserted(() -> assertThat(form(Program.run(environment(folder), "", shell)
                                            .ok()
                                            .out()))
                                    .isEqualTo(form(step.printed())));
                }
            }
        }
    }

    private static Map<String, String> environment(Path folder) {
        return Map.of(
                "HOME",
                folder.toString(),
                "KUBECACHEDIR",
                folder.resolve("kubectl-cache").toString());
    }

    /** The commands of the README's indented blocks, each with what is printed below it. */
    private static List<Step> steps() throws IOException {
        List<String> lines = Files.readAllLines(CoracleProcess.launcher().resolveSibling("README.md"));
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(PROMPT)) {
                StringBuilder printed = new StringBuilder();
                int next = i + 1;
                while (next < lines.size()
                        && !lines.get(next).startsWith(PROMPT)
                        && (lines.get(next).isEmpty() || lines.get(next).startsWith(INDENT))) {
                    printed.append(lines.get(next).strip()).append('\n');
                    next++;
                }
                steps.add(new Step(lines.get(i).substring(PROMPT.length()), printed.toString()));
            }
        }
        assertThat(steps).hasSizeGreaterThan(10);
        return steps;
    }

    /** What does not differ from run to run: no ages, addresses or names out of random letters, and no progress. */
    private static String form(String printed) {
        Stream<String> lines = printed.strip().lines();
        return lines.filter(line -> !line.startsWith("Waiting for deployment "))
                .filter(line -> !line.isBlank())
                .map(line -> line.replaceAll("nginx-deployment-[a-z0-9]+-[a-z0-9]{5}", "POD")
                        .replaceAll("127\\.\\d+\\.\\d+\\.\\d+", "IP")
                        .replaceAll("node-\\d", "NODE")
                        .replaceAll("\\b\\d+s\\b", "AGE")
                        .replaceAll("\\s+", " ")
                        .strip())
                .collect(Collectors.joining("\n"));
    }

    private record Step(String command, String printed) {}
}
