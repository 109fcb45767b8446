package dev.coracle.benchmarks;

import dev.coracle.testing.ControlPlane;
import dev.coracle.testing.ControlPlaneOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Creates, gets and lists over HTTP against RocksDB; every create is on disk before it is answered. */
final class ApiBenchmark implements Benchmark {
    private static final int LISTED = 1_000;
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    /** No controller runs here to make one, and pods need it. */
    private static final String SERVICE_ACCOUNTS = "/api/v1/namespaces/kube-public/serviceaccounts";

    private static final String LISTED_PODS = "/api/v1/namespaces/kube-public/pods";

    @Override
    public String name() {
        return "api";
    }

    @Override
    public List<Measurement> run(BenchOptions options) throws Exception {
        Path data = Files.createTempDirectory("coracle-bench");
        ControlPlaneOptions plane = ControlPlaneOptions.defaults()
                .withDataDirectory(data)
                .withNodes(0)
                .withComponents();
        List<Measurement> measurements = new ArrayList<>();
        try (ControlPlane coracle = ControlPlane.start(plane);
                Http http = new Http("127.0.0.1", coracle.apiServer().getPort(), 64, true)) {
            AtomicLong names = new AtomicLong();
            for (int clients : new int[] {1, 64}) {
                double creates = Load.perSecond(
                        options, clients, i -> () -> http.post(CONFIG_MAPS, configMap(names.incrementAndGet())));
                measurements.add(
                        Measurement.of("create, " + clients + (clients == 1 ? " client" : " clients"), creates, "/s")
                                .with("2 KB ConfigMap, fsync"));
            }
            double gets = Load.perSecond(options, 64, i -> () -> http.get(CONFIG_MAPS + "/bench-1"));
            measurements.add(Measurement.of("get, 64 clients", gets, "/s"));
            http.post(SERVICE_ACCOUNTS, "{\"metadata\":{\"name\":\"default\"}}").get(10, TimeUnit.SECONDS);
            for (int i = 0; i < LISTED; i++) {
                http.post(LISTED_PODS, pod(i)).get(10, TimeUnit.SECONDS);
            }
            double lists = Load.perSecond(options, 4, i -> () -> http.get(LISTED_PODS));
            int bytes = http.get(LISTED_PODS).get(10, TimeUnit.SECONDS).length();
            measurements.add(Measurement.of("list of 1,000 pods, 4 clients", lists, "/s")
                    .with("%,d bytes each".formatted(bytes)));
        }
        return measurements;
    }

    private static String configMap(long number) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"bench-" + number
                + "\"},\"data\":{\"text\":\"" + "x".repeat(2_000) + "\"}}";
    }

    static String pod(int number) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"bench-%d","labels":{"app":"bench"}},"spec":{
                "nodeName":"nowhere","automountServiceAccountToken":false,
                "containers":[{"name":"nginx","image":"nginx:1.25","ports":[{"containerPort":80}],
                "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
                "readinessProbe":{"httpGet":{"path":"/","port":80}}}]}}""".formatted(number);
    }
}
