package dev.coracle.kubelet.pod;

import java.util.List;
import java.util.Map;

/** The ports well-known images EXPOSE, for pods that do not say theirs, from the images' Dockerfiles, and what CoreDNS
 * answers its usual probes on. */
final class WellKnownPorts {
    private static final Map<String, List<Integer>> BY_NAME = Map.ofEntries(
            Map.entry("nginx", List.of(80)),
            Map.entry("httpd", List.of(80)),
            Map.entry("apache", List.of(80)),
            Map.entry("caddy", List.of(80, 443)),
            Map.entry("haproxy", List.of()),
            Map.entry("traefik", List.of(80)),
            Map.entry("envoy", List.of(10000)),
            Map.entry("redis", List.of(6379)),
            Map.entry("valkey", List.of(6379)),
            Map.entry("memcached", List.of(11211)),
            Map.entry("postgres", List.of(5432)),
            Map.entry("mysql", List.of(3306)),
            Map.entry("mariadb", List.of(3306)),
            Map.entry("mongo", List.of(27017)),
            Map.entry("cassandra", List.of(7000, 9042)),
            Map.entry("elasticsearch", List.of(9200, 9300)),
            Map.entry("rabbitmq", List.of(5672)),
            Map.entry("kafka", List.of(9092)),
            Map.entry("nats", List.of(4222, 8222)),
            Map.entry("zookeeper", List.of(2181)),
            Map.entry("etcd", List.of(2379, 2380)),
            Map.entry("consul", List.of(8500)),
            Map.entry("vault", List.of(8200)),
            Map.entry("grafana", List.of(3000)),
            Map.entry("prometheus", List.of(9090)),
            Map.entry("tomcat", List.of(8080)),
            Map.entry("jetty", List.of(8080)),
            Map.entry("jenkins", List.of(8080)),
            Map.entry("keycloak", List.of(8080)),
            Map.entry("hello-app", List.of(8080)),
            Map.entry("echoserver", List.of(8080)),
            Map.entry("http-echo", List.of(5678)),
            Map.entry("registry", List.of(5000)),
            Map.entry("minio", List.of(9000)),
            Map.entry("coredns", List.of(53, 8080, 8181, 9153)),
            Map.entry("pause", List.of()));

    private WellKnownPorts() {}

    static List<Integer> of(ImageReference image) {
        return BY_NAME.getOrDefault(image.shortName(), List.of());
    }
}
