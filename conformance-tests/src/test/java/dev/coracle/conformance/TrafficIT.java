package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Point 5 of the story: traffic is spread evenly, follows the endpoints, and is refused where there are none. */
@Launched
class TrafficIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void connectionsToTheClusterAddressAreSpreadEvenlyAtEveryScale(Kubectl kubectl) {
        String url = "http://" + serve(kubectl, "ClusterIP") + "/";
        assertSpread(kubectl, url, 3, 10);

        scale(kubectl, 5);
        assertSpread(kubectl, url, 5, 6);

        scale(kubectl, 0);
        await("refusal").atMost(SOON).until(() -> Curl.isRefused(url));
        long begin = System.nanoTime();
        assertThat(Curl.isRefused(url)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));

        scale(kubectl, 3);
        assertSpread(kubectl, url, 3, 10);
    }

    @Test
    void aNodePortIsSpreadEvenlyToo(Kubectl kubectl) {
        serve(kubectl, "NodePort");
        String port = kubectl.get("service web", "{.spec.ports[0].nodePort}");
        assertSpread(kubectl, "http://127.0.0.1:" + port + "/", 3, 10);
        scale(kubectl, 0);
        await("refusal").atMost(SOON).until(() -> Curl.isRefused("http://127.0.0.1:" + port + "/"));
        scale(kubectl, 3);
        assertSpread(kubectl, "http://127.0.0.1:" + port + "/", 3, 10);
    }

    @Test
    void aLoadBalancerAddressIsSpreadEvenlyToo(Kubectl kubectl) {
        serve(kubectl, "LoadBalancer");
        String url = "http://" + ManifestsIT.awaitExternalAddress(kubectl, "web") + "/";
        assertSpread(kubectl, url, 3, 10);
        scale(kubectl, 0);
        await("refusal").atMost(SOON).until(() -> Curl.isRefused(url));
    }

    /** The Service's only slice is written by hand: two endpoints where nothing listens and one that does. */
    @Test
    void aConnectionThatOneEndpointRefusesIsTriedOnTheNext(Cluster cluster, Kubectl kubectl) {
        serve(kubectl, "ClusterIP");
        String pod = kubectl.get("pods", "{.items[0].status.podIP}");
        String dead =
                cluster.addresses().pods().address(cluster.addresses().pods().size() - 2);
        kubectl.feed("""
                        apiVersion: v1
                        kind: Service
                        metadata: {name: mixed}
                        spec:
                          ports: [{port: 80}]
                        ---
                        apiVersion: discovery.k8s.io/v1
                        kind: EndpointSlice
                        metadata:
                          name: mixed-1
                          labels: {kubernetes.io/service-name: mixed}
                        addressType: IPv4
                        ports: [{name: "", port: 80, protocol: TCP}]
                        endpoints:
                        - {addresses: ["%s"], conditions: {ready: true}}
                        - {addresses: ["%s"], conditions: {ready: true}}
                        """.formatted(dead, pod), "apply").ok();
        String url = "http://" + kubectl.get("service mixed", "{.spec.clusterIP}") + "/";
        ManifestsIT.awaitPod(url);
        assertThat(Curl.pods(url, 10)).hasSize(1);
    }

    /** Makes the Deployment and Service {@code web} and returns the cluster address, answering. */
    private static String serve(Kubectl kubectl, String type) {
        kubectl.run("create deployment web --image=nginx:1.25 --replicas=3").ok();
        kubectl.run("expose deployment web --port=80 --type=" + type).prints("service/web exposed");
        kubectl.awaitRollout("web");
        return kubectl.get("service web", "{.spec.clusterIP}");
    }

    private static void scale(Kubectl kubectl, int replicas) {
        kubectl.run("scale deployment web --replicas=" + replicas).prints("deployment.apps/web scaled");
        kubectl.awaitRollout("web");
    }

    /** Waits until every pod takes part, then counts a fresh series of connections. */
    private static void assertSpread(Kubectl kubectl, String url, int pods, int each) {
        await(pods + " pods answering")
                .atMost(SOON)
                .ignoreException(AssertionError.class)
                .until(() -> Curl.pods(url, 2 * pods).size() == pods);
        Map<String, Integer> counts = Curl.pods(url, pods * each);
        assertThat(counts.keySet()).isSubsetOf(kubectl.words("pods", "{.items[*].metadata.name}"));
        assertThat(counts.values()).as(counts.toString()).containsExactlyElementsOf(Collections.nCopies(pods, each));
    }
}
