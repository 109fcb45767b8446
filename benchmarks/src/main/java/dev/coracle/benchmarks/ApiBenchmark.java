package dev.coracle.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Creates, gets, lists and applies over HTTP; every write is on disk before it is answered. Where {@code kube-apiserver}
 * and {@code etcd} are installed the same load runs against them, over TLS, which is all they speak.
 */
final class ApiBenchmark implements Benchmark {
    private static final int LISTED = 1_000;
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/%s/pods";
    private static final String LISTED_NAMESPACE = "kube-public";
    private static final String CREATED_NAMESPACE = "default";

    @Override
    public String name() {
        return "api";
    }

    @Override
    public List<Measurement> run(BenchOptions options) throws Exception {
        ApiTarget.coracle(options.launcher()).close(); // makes the class-data archive, if it is the first since a build
        Map<String, Measurement> coracle;
        try (ApiTarget target = ApiTarget.coracle(options.launcher())) {
            coracle = load(options, target);
        }
        Map<String, Measurement> peer = Map.of();
        Optional<ApiTarget> upstream = ApiTarget.upstream();
        if (upstream.isPresent()) {
            try (ApiTarget target = upstream.get()) {
                peer = load(options, target);
            }
        }
        List<Measurement> measurements = new ArrayList<>();
        for (Measurement measurement : coracle.values()) {
            Measurement other = peer.get(measurement.what());
            measurements.add(
                    other == null ? measurement : measurement.beside("kube-apiserver and etcd", other.value()));
        }
        return measurements;
    }

    private static Map<String, Measurement> load(BenchOptions options, ApiTarget target) throws Exception {
        Map<String, Measurement> found = new LinkedHashMap<>();
        put(
                found,
                Measurement.of(
                        "API server, from its command to ready", target.start().toMillis() / 1e3, "s"));
        try (Http http = target.http(64)) {
            // No controller runs here to make one, and pods need it.
            for (String namespace : List.of(LISTED_NAMESPACE, CREATED_NAMESPACE)) {
                http.postIfAbsent(
                                "/api/v1/namespaces/" + namespace + "/serviceaccounts",
                                "{\"metadata\":{\"name\":\"default\"}}")
                        .get(10, TimeUnit.SECONDS);
            }
            AtomicLong names = new AtomicLong();
            for (int clients : new int[] {1, 64}) {
                String with = clients == 1 ? ", 1 client" : ", 64 clients";
                double creates = Load.perSecond(
                        options, clients, i -> () -> http.post(CONFIG_MAPS, configMap(names.incrementAndGet())));
                put(
                        found,
                        Measurement.of("create a ConfigMap" + with, creates, "/s")
                                .with("2 KB, fsync"));
            }
            double pods = Load.perSecond(
                    options, 64, i -> () -> http.post(PODS.formatted(CREATED_NAMESPACE), pod(names.incrementAndGet())));
            put(found, Measurement.of("create a pod, 64 clients", pods, "/s").with("fsync"));
            double applies = Load.perSecond(
                    options,
                    64,
                    i -> () -> http.apply(
                            CONFIG_MAPS + "/applied-" + i + "?fieldManager=bench",
                            configMap("applied-" + i, names.incrementAndGet())));
            put(
                    found,
                    Measurement.of("server-side apply of a change, 64 clients", applies, "/s")
                            .with("64 ConfigMaps, fsync"));
            double gets = Load.perSecond(options, 64, i -> () -> http.get(CONFIG_MAPS + "/bench-1"));
            put(found, Measurement.of("get, 64 clients", gets, "/s"));
            for (int i = 0; i < LISTED; i++) {
                http.post(PODS.formatted(LISTED_NAMESPACE), pod(i)).get(10, TimeUnit.SECONDS);
            }
            double lists = Load.perSecond(options, 4, i -> () -> http.get(PODS.formatted(LISTED_NAMESPACE)));
            int bytes = http.get(PODS.formatted(LISTED_NAMESPACE))
                    .get(10, TimeUnit.SECONDS)
                    .length();
            put(
                    found,
                    Measurement.of("list of 1,000 pods, 4 clients", lists, "/s")
                            .with("%,d bytes each".formatted(bytes)));
        }
        return found;
    }

    private static void put(Map<String, Measurement> found, Measurement measurement) {
        found.put(measurement.what(), measurement);
    }

    private static String configMap(long number) {
        return configMap("bench-" + number, number);
    }

    private static String configMap(String name, long number) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\"},\"data\":{\"number\":\"" + number + "\",\"text\":\"" + "x".repeat(2_000) + "\"}}";
    }

    static String pod(long number) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"bench-%d","labels":{"app":"bench"}},"spec":{
                "nodeName":"nowhere","automountServiceAccountToken":false,
                "containers":[{"name":"nginx","image":"nginx:1.25","ports":[{"containerPort":80}],
                "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
                "readinessProbe":{"httpGet":{"path":"/","port":80}}}]}}""".formatted(number);
    }
}
