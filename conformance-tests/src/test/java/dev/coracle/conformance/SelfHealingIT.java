package dev.coracle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Point 4 of the story: what dies comes back, and the endpoints follow. */
@Launched
class SelfHealingIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aDeletedPodIsReplacedUnderANewNameAndAddress(Kubectl kubectl) {
        serve(kubectl, "");
        List<String> names = kubectl.words("pods", "{.items[*].metadata.name}");
        List<String> addresses = kubectl.words("pods", "{.items[*].status.podIP}");
        kubectl.run("delete pod " + names.get(0)).prints("pod \"" + names.get(0) + "\" deleted" + suffix(kubectl));

        await("three pods again").atMost(SOON).until(() -> readyPods(kubectl).size() == 3);
        Set<String> fresh = new HashSet<>(kubectl.words("pods", "{.items[*].metadata.name}"));
        names.forEach(fresh::remove);
        assertThat(fresh).hasSize(1);
        String address = kubectl.get("pod " + fresh.iterator().next(), "{.status.podIP}");
        assertThat(addresses).doesNotContain(address);
        await("the endpoints")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(endpoints(kubectl))
                        .containsExactlyInAnyOrderElementsOf(kubectl.words("pods", "{.items[*].status.podIP}"))
                        .contains(address)
                        .doesNotContain(addresses.get(0)));
    }

    @Test
    void aKilledProcessIsRestartedInPlace(Cluster cluster, Kubectl kubectl) {
        serve(kubectl, "");
        String pod = kubectl.words("pods", "{.items[*].metadata.name}").get(0);
        String address = kubectl.get("pod " + pod, "{.status.podIP}");

        kill(cluster, pod);
        await("the first restart").atMost(SOON).untilAsserted(() -> {
            assertThat(kubectl.get("pod " + pod, "{.status.containerStatuses[0].restartCount}"))
                    .isEqualTo("1");
            assertThat(readyPods(kubectl)).contains(pod);
        });
        assertThat(kubectl.get("pod " + pod, "{.status.podIP}")).isEqualTo(address);
        assertThat(kubectl.get("pod " + pod, "{.status.containerStatuses[0].lastState.terminated.exitCode}"))
                .isEqualTo("137");
        assertThat(kubectl.run("get pod " + pod).ok().lines().get(1)).matches(".*1/1 +Running +1 \\(\\d+s ago\\).*");

        kill(cluster, pod);
        await("back-off")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(
                                kubectl.get("pod " + pod, "{.status.containerStatuses[0].state.waiting.reason}"))
                        .isEqualTo("CrashLoopBackOff"));
        await("the endpoints without it")
                .atMost(SOON)
                .until(() -> !endpoints(kubectl).contains(address));
        await("the second restart, after ten seconds").atMost(SOON).untilAsserted(() -> {
            assertThat(kubectl.get("pod " + pod, "{.status.containerStatuses[0].restartCount}"))
                    .isEqualTo("2");
            assertThat(readyPods(kubectl)).contains(pod);
        });
        assertThat(kubectl.run("describe pod " + pod).ok().out())
                .contains("BackOff", "Back-off restarting failed container");
    }

    @Test
    void aPodThatIsNotReadyLeavesTheEndpointsUntilItIs(Kubectl kubectl) {
        serve(kubectl, "readinessProbe: {httpGet: {path: /ready, port: 80}, periodSeconds: 1, failureThreshold: 1}");
        String pod = kubectl.words("pods", "{.items[*].metadata.name}").get(0);
        String address = kubectl.get("pod " + pod, "{.status.podIP}");
        await("in the endpoints").atMost(SOON).until(() -> endpoints(kubectl).contains(address));

        Curl.run("-X", "POST", "http://" + address + "/coracle/fail?status=503&path=/ready")
                .ok();
        await("out of the endpoints")
                .atMost(SOON)
                .until(() -> !endpoints(kubectl).contains(address));
        assertThat(kubectl.get("pod " + pod, "{.status.conditions[?(@.type==\"Ready\")].status}"))
                .isEqualTo("False");
        assertThat(kubectl.get("pod " + pod, "{.status.containerStatuses[0].restartCount}"))
                .isEqualTo("0");
        assertThat(kubectl.get("endpoints web", "{.subsets[*].notReadyAddresses[*].ip}"))
                .isEqualTo(address);

        Curl.run("-X", "POST", "http://" + address + "/coracle/recover").ok();
        await("back in the endpoints")
                .atMost(SOON)
                .until(() -> endpoints(kubectl).contains(address));
    }

    @Test
    void aFailingLivenessProbeRestartsTheContainer(Kubectl kubectl) {
        serve(kubectl, "livenessProbe: {httpGet: {path: /live, port: 80}, periodSeconds: 1, failureThreshold: 2}");
        String pod = kubectl.words("pods", "{.items[*].metadata.name}").get(0);
        String address = kubectl.get("pod " + pod, "{.status.podIP}");
        Curl.run("-X", "POST", "http://" + address + "/coracle/fail?status=500&path=/live")
                .ok();
        await("a restart")
                .atMost(SOON)
                .until(() -> kubectl.get("pod " + pod, "{.status.containerStatuses[0].restartCount}")
                        .equals("1"));
        assertThat(kubectl.run("describe pod " + pod).ok().out()).contains("Unhealthy", "Liveness probe failed");
    }

    /** Deployment and Service {@code web}, three pods, each container with one more line of settings. */
    private static void serve(Kubectl kubectl, String setting) {
        kubectl.feed("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: web}
                        spec:
                          replicas: 3
                          selector: {matchLabels: {app: web}}
                          template:
                            metadata: {labels: {app: web}}
                            spec:
                              containers:
                              - name: nginx
                                image: nginx:1.25
                                ports: [{containerPort: 80}]
                                %s
                        """.formatted(setting), "apply").ok();
        kubectl.run("expose deployment web --port=80").ok();
        kubectl.awaitRollout("web");
        await("three endpoints").atMost(SOON).until(() -> endpoints(kubectl).size() == 3);
    }

    private static List<String> readyPods(Kubectl kubectl) {
        return kubectl.words("pods", "{.items[?(@.status.containerStatuses[0].ready==true)].metadata.name}");
    }

    private static List<String> endpoints(Kubectl kubectl) {
        return kubectl.words(
                "endpointslices -l kubernetes.io/service-name=web",
                "{.items[*].endpoints[?(@.conditions.ready==true)].addresses[0]}");
    }

    /** kill -9 of the pod's own process: the descendant of {@code coracle up} whose command line names the pod. */
    private static void kill(Cluster cluster, String pod) {
        ProcessHandle process = await("the process of " + pod)
                .atMost(SOON)
                .until(
                        () -> cluster.process()
                                .descendants()
                                .filter(child -> commandLine(child).contains(pod))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        Program.run(Map.of(), "", List.of("kill", "-9", Long.toString(process.pid())))
                .ok();
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    /** kubectl 1.34 began to say where. */
    private static String suffix(Kubectl kubectl) {
        return KubectlVersion.of(kubectl).minor() >= 34
                ? " from "
                        + kubectl.run("config view --minify -o=jsonpath={..namespace}")
                                .text() + " namespace"
                : "";
    }
}
