package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.controlplane.AddressClaim;
import dev.coracle.controlplane.Addresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five parts, each a process of its own: four of them know nothing but a kubeconfig. */
class PartsAloneIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern DNS = Pattern.compile("DNS on ([0-9.]+):([0-9]+)");

    @Test
    void fiveProcessesAreACluster(@TempDir Path folder) {
        Deque<CoracleProcess> running = new ArrayDeque<>();
        try (AddressClaim claim = AddressClaim.take()) {
            Addresses addresses = claim.addresses();
            running.push(start(folder, "apiserver --port 0 --service-cidr " + addresses.services()));
            Path kubeconfig = folder.resolve("apiserver/data/kubeconfig");
            String cluster = " --kubeconfig " + kubeconfig;
            running.push(start(folder, "controllers --load-balancer-cidr " + addresses.loadBalancers() + cluster));
            running.push(start(
                    folder,
                    "kubelet --nodes 2 --pod-cidr " + addresses.pods() + " --node-cidr " + addresses.nodes()
                            + cluster));
            running.push(start(folder, "proxy --tunnel-port 0" + cluster));
            CoracleProcess dns = start(folder, "dns --dns-port 0" + cluster);
            running.push(dns);

            Kubectl kubectl = Kubectl.of(kubeconfig);
            kubectl.run("apply -f " + Seeds.file("complete-example")).ok();
            kubectl.awaitRollout("web-app");
            String address = kubectl.get("service web-service", "{.spec.clusterIP}");
            await("an answer through the proxy")
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(Curl.pod("http://" + address)).startsWith("web-app-"));
            await("the name")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(dig(dns).records("web-service.default.svc.cluster.local A"))
                            .containsExactly(address));
        } finally {
            running.forEach(CoracleProcess::close);
        }
    }

    private static CoracleProcess start(Path folder, String line) {
        Path own = folder.resolve(line.substring(0, line.indexOf(' ')));
        List<String> command =
                CoracleProcess.command(List.of((line + " --data-dir " + own.resolve("data")).split(" ")));
        return CoracleProcess.start(own, command);
    }

    private static Dig dig(CoracleProcess dns) {
        Matcher found = DNS.matcher(dns.banner());
        assertThat(found.find()).as(dns.banner()).isTrue();
        return new Dig(found.group(1), Integer.parseInt(found.group(2)));
    }
}
