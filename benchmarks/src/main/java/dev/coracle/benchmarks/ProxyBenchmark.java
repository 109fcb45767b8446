package dev.coracle.benchmarks;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** HTTP through a cluster IP to three inline pods, and through HAProxy in TCP mode to the same three. */
final class ProxyBenchmark implements Benchmark {
    private static final int PODS = 3;
    private static final int CONNECTIONS = 32;

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public List<Measurement> run(BenchOptions options) throws Exception {
        try (ControlPlane coracle = ControlPlane.start(ControlPlaneOptions.defaults())) {
            String clusterIp = serve(coracle.client());
            List<String> pods = endpoints(coracle.client());
            List<Measurement> measurements = new ArrayList<>();
            measurements.add(Measurement.of(
                    "straight to a pod, keep-alive", load(options, pods.get(0), 80, true), "requests/s"));
            double keepAlive = load(options, clusterIp, 80, true);
            double connections = load(options, clusterIp, 80, false);
            Measurement kept = Measurement.of("proxy, keep-alive", keepAlive, "requests/s");
            Measurement made = Measurement.of("proxy, a connection each", connections, "requests/s");
            Optional<Path> haproxy = Peer.find("haproxy");
            if (haproxy.isPresent()) {
                int port = Peer.freePort();
                try (Peer peer = Peer.start(
                        List.of(
                                haproxy.get().toString(),
                                "-db",
                                "-f",
                                configuration(port, pods).toString()),
                        port)) {
                    kept = kept.beside("HAProxy", load(options, "127.0.0.1", port, true));
                    made = made.beside("HAProxy", load(options, "127.0.0.1", port, false));
                }
            }
            measurements.add(kept);
            measurements.add(made);
            return measurements;
        }
    }

    private static double load(BenchOptions options, String host, int port, boolean keepAlive) throws Exception {
        try (Http http = new Http(host, port, CONNECTIONS, keepAlive)) {
            return Load.perSecond(options, CONNECTIONS, i -> () -> http.get("/"));
        }
    }

    private static String serve(KubernetesClient client) {
        client.load(ProxyBenchmark.class.getResourceAsStream("web.yaml"))
                .inNamespace("default")
                .create();
        client.endpoints()
                .inNamespace("default")
                .withName("web")
                .waitUntilCondition(e -> addresses(e).size() == PODS, 60, TimeUnit.SECONDS);
        return client.services()
                .inNamespace("default")
                .withName("web")
                .get()
                .getSpec()
                .getClusterIP();
    }

    private static List<String> endpoints(KubernetesClient client) {
        return addresses(
                client.endpoints().inNamespace("default").withName("web").get());
    }

    private static List<String> addresses(Endpoints endpoints) {
        if (endpoints == null) {
            return List.of();
        }
        return endpoints.getSubsets().stream()
                .flatMap(subset -> subset.getAddresses().stream())
                .map(address -> address.getIp())
                .toList();
    }

    private static Path configuration(int port, List<String> pods) throws Exception {
        StringBuilder text = new StringBuilder("""
                global
                  maxconn 4096
                  nbthread 1
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                listen web
                """);
        text.append("  bind 127.0.0.1:").append(port).append("\n  balance roundrobin\n");
        for (int i = 0; i < pods.size(); i++) {
            text.append("  server pod")
                    .append(i)
                    .append(' ')
                    .append(pods.get(i))
                    .append(":80\n");
        }
        Path file = Files.createTempFile("coracle-bench", ".cfg");
        return Files.writeString(file, text);
    }
}
