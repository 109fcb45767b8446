package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.controlplane.AddressClaim;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the right to bind ports below 1024. */
class UnprivilegedIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path FREE_PORTS = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    @Test
    void aServiceIsReachableByNodePortAndSaysWhy(@TempDir Path folder) throws IOException {
        int firstFree = firstFreePort();
        Assumptions.assumeTrue(
                firstFree > 80, () -> "ports from " + firstFree + " on are free for all on this machine");
        try (AddressClaim claim = AddressClaim.take();
                Cluster cluster = Cluster.up(folder, claim.addresses(), withoutTheRight(folder, claim))) {
            Kubectl kubectl = cluster.kubectl();
            kubectl.run("apply -f " + Seeds.file("my-deployment")).ok();
            kubectl.run("apply -f " + Seeds.file("my-service")).ok();
            kubectl.awaitRollout("my-deployment");
            String nodePort = kubectl.get("service my-service", "{.spec.ports[0].nodePort}");

            await("an answer at the node port")
                    .atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(Curl.pod("http://127.0.0.1:" + nodePort)).isNotEmpty());
            await("the event")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(kubectl.run("describe service my-service")
                                    .ok()
                                    .out())
                            .containsPattern("Warning +FailedToBindPort .* kube-proxy .*below 1024.*"));
            assertThat(Curl.isRefused("http://" + kubectl.get("service my-service", "{.spec.clusterIP}")))
                    .isTrue();
        }
    }

    /** Read at one go: a file of the kernel's settings gives nothing more to a second read. */
    private static int firstFreePort() throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(FREE_PORTS)) {
            return Integer.parseInt(reader.readLine());
        }
    }

    /** The command of {@code coracle up}; where the tests run as root, with that one right taken away. */
    private static List<String> withoutTheRight(Path folder, AddressClaim claim) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of(Program.require("setpriv"), "--bounding-set=-net_bind_service"));
        }
        command.addAll(CoracleProcess.command(Cluster.arguments(folder, claim.addresses())));
        return command;
    }
}
