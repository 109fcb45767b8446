package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Point 6 of the story: the names of Services, asked for with dig. */
@Launched
class NamesIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** In the namespace default, since the name in the story says so. */
    @Test
    void aServiceNameHasTheClusterAddress(Cluster cluster) {
        Kubectl kubectl = cluster.kubectl();
        kubectl.run("apply -f " + Seeds.file("nginx-deployment")).ok();
        kubectl.run("apply -f " + Seeds.file("nginx-service")).ok();
        try {
            String address = kubectl.get("service nginx-service", "{.spec.clusterIP}");
            awaitRecords(cluster, "nginx-service.default.svc.cluster.local A", address);
            awaitRecords(cluster, "+tcp nginx-service.default.svc.cluster.local A", address);
            assertThat(cluster.dig().records("kubernetes.default.svc.cluster.local A"))
                    .containsExactly(cluster.addresses().services().address(1));
        } finally {
            kubectl.run("delete --wait=false -f " + Seeds.file("nginx-deployment"))
                    .ok();
            kubectl.run("delete --wait=false -f " + Seeds.file("nginx-service")).ok();
        }
    }

    @Test
    void aHeadlessServiceNameHasThePodAddresses(Cluster cluster, Kubectl kubectl) {
        kubectl.run("create deployment web --image=nginx --replicas=3").ok();
        kubectl.run("expose deployment web --port=80 --cluster-ip=None").ok();
        kubectl.awaitRollout("web");
        String name = "web." + namespace(kubectl) + ".svc.cluster.local";
        await("pod addresses")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(cluster.dig().records(name + " A"))
                        .hasSize(3)
                        .containsExactlyInAnyOrderElementsOf(kubectl.words("pods", "{.items[*].status.podIP}")));
    }

    @Test
    void aNamedPortHasAServiceRecord(Cluster cluster, Kubectl kubectl) {
        kubectl.feed("""
                        apiVersion: v1
                        kind: Service
                        metadata: {name: named}
                        spec:
                          selector: {app: none}
                          ports: [{name: http, port: 8080}, {name: metrics, port: 9090}]
                        """, "apply").ok();
        String name = "named." + namespace(kubectl) + ".svc.cluster.local";
        awaitRecords(cluster, "_http._tcp." + name + " SRV", "0 100 8080 " + name + ".");
        awaitRecords(cluster, "_metrics._tcp." + name + " SRV", "0 100 9090 " + name + ".");
        assertThat(cluster.dig().ask("_udp._http." + name + " SRV").out()).contains("status: NXDOMAIN");
    }

    @Test
    void anAddressHasItsNameBack(Cluster cluster, Kubectl kubectl) {
        kubectl.run("create service clusterip back --tcp=80").ok();
        String address = kubectl.get("service back", "{.spec.clusterIP}");
        awaitRecords(cluster, "-x " + address, "back." + namespace(kubectl) + ".svc.cluster.local.");
    }

    @Test
    void whatDoesNotExistIsSaidSo(Cluster cluster) {
        for (String transport : List.of("+notcp", "+tcp")) {
            Outcome answer = cluster.dig().ask(transport + " nothing.default.svc.cluster.local A");
            assertThat(answer.out())
                    .contains("status: NXDOMAIN", "flags: qr aa rd", "ANSWER: 0")
                    .contains("SOA");
        }
    }

    @Test
    void aNameWithoutTheAskedTypeHasNoDataButExists(Cluster cluster) {
        assertThat(cluster.dig()
                        .ask("kubernetes.default.svc.cluster.local AAAA")
                        .out())
                .contains("status: NOERROR", "ANSWER: 0");
    }

    @Test
    void kubeDnsIsPublishedAtItsAddressAndPort(Cluster cluster) {
        Kubectl kubectl = cluster.kubectl();
        assertThat(kubectl.get("service kube-dns -n kube-system", "{.spec.clusterIP}"))
                .isEqualTo(cluster.addresses().services().address(10));
        assertThat(kubectl.words(
                        "endpointslices -n kube-system -l kubernetes.io/service-name=kube-dns",
                        "{.items[*].ports[*].port}"))
                .hasSize(2)
                .allMatch(port -> port.equals(Integer.toString(cluster.dig().port())));
        Dig throughProxy = new Dig(cluster.addresses().services().address(10), 53);
        for (String transport : List.of("+notcp", "+tcp")) {
            assertThat(throughProxy.records(transport + " kubernetes.default.svc.cluster.local A"))
                    .containsExactly(cluster.addresses().services().address(1));
        }
    }

    private static void awaitRecords(Cluster cluster, String query, String... expected) {
        await(query)
                .atMost(SOON)
                .untilAsserted(() -> assertThat(cluster.dig().records(query))
                        .containsExactlyInAnyOrderElementsOf(Stream.of(expected).toList()));
    }

    private static String namespace(Kubectl kubectl) {
        return kubectl.run("config view --minify -o=jsonpath={..namespace}")
                .ok()
                .text();
    }
}
