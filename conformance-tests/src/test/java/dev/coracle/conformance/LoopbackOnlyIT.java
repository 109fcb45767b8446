package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.controlplane.AddressClaim;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where 127.0.0.1 is the only address that answers, as on macOS and Windows: a network namespace whose loopback has that
 * one alone.
 */
class LoopbackOnlyIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String ONLY_ONE = "ip link set lo up && ip address del 127.0.0.1/8 dev lo"
            + " && ip address add 127.0.0.1/32 dev lo && exec \"$@\"";

    private static final Pattern MAPPED =
            Pattern.compile(":80/TCP is not an address .*? is at (127\\.0\\.0\\.1:\\d+)/TCP");

    @BeforeAll
    static void needsNamespaces() {
        Program.require("ip");
        Program.require("nsenter");
        Outcome made = Program.run(Map.of(), "", isolated(List.of("true")));
        if (made.exitCode() != 0 && "true".equals(System.getenv("CI"))) {
            Assertions.fail("no network namespace can be made, and CI=true: " + made);
        }
        Assumptions.assumeTrue(made.exitCode() == 0, () -> "no network namespace can be made: " + made.err());
    }

    @Test
    void podsServicesAndLogsAreReachedAtPortsOf127001(@TempDir Path folder) {
        try (AddressClaim claim = AddressClaim.take();
                Cluster cluster = Cluster.up(
                        folder,
                        claim.addresses(),
                        isolated(CoracleProcess.command(Cluster.arguments(folder, claim.addresses()))))) {
            kubectl(cluster, "apply -f " + Seeds.file("my-deployment")).ok();
            kubectl(cluster, "apply -f " + Seeds.file("my-service")).ok();
            kubectl(cluster, "rollout status deployment/my-deployment --timeout=50s")
                    .ok();

            String nodePort = kubectl(cluster, "get service my-service -o=jsonpath={.spec.ports[0].nodePort}")
                    .text();
            await("an answer at the node port")
                    .atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(curl(cluster, "127.0.0.1:" + nodePort)).contains("pod: my-deployment-"));

            await("where the Service's own port is").atMost(SOON).untilAsserted(() -> {
                Matcher at = MAPPED.matcher(
                        kubectl(cluster, "describe service my-service").ok().out());
                assertThat(at.find()).isTrue();
                assertThat(curl(cluster, at.group(1))).contains("pod: my-deployment-");
            });

            String pod = kubectl(cluster, "get pods -o=jsonpath={.items[0].metadata.name}")
                    .text();
            assertThat(kubectl(cluster, "logs " + pod).ok().out()).contains("listening on 127.");
            String ports = kubectl(cluster, "get pod " + pod + " -o=jsonpath={.metadata.annotations}")
                    .text();
            Matcher port = Pattern.compile("coracle.dev/ports-on-127.0.0.1\":\"80=(\\d+)")
                    .matcher(ports);
            assertThat(port.find()).as(ports).isTrue();
            assertThat(curl(cluster, "127.0.0.1:" + port.group(1))).contains("pod: " + pod);
        }
    }

    @Test
    void simulatedPodsBecomeReady(@TempDir Path folder) {
        try (AddressClaim claim = AddressClaim.take();
                Cluster cluster = Cluster.up(
                        folder,
                        claim.addresses(),
                        isolated(CoracleProcess.command(
                                Cluster.arguments(folder, claim.addresses(), "--runtime", "simulated"))))) {
            kubectl(cluster, "create deployment many --image=nginx --replicas=20")
                    .ok();
            kubectl(cluster, "rollout status deployment/many --timeout=50s").ok();
        }
    }

    private static List<String> isolated(List<String> command) {
        List<String> isolated = new ArrayList<>(List.of(Program.require("unshare")));
        if (!System.getProperty("user.name").equals("root")) {
            isolated.add("-r");
        }
        isolated.addAll(List.of("-n", "sh", "-c", ONLY_ONE, "sh"));
        isolated.addAll(command);
        return isolated;
    }

    private static Outcome kubectl(Cluster cluster, String line) {
        List<String> command = new ArrayList<>(List.of(
                Program.require("kubectl"),
                "--kubeconfig",
                cluster.data().resolve("kubeconfig").toString()));
        command.addAll(List.of(line.split(" ")));
        return cluster.inside(command);
    }

    private static String curl(Cluster cluster, String address) {
        return cluster.inside(List.of(Program.require("curl"), "-sS", "--max-time", "15", "http://" + address + "/"))
                .ok()
                .out();
    }
}
