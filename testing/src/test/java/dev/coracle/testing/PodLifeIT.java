package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.kubelet.RuntimeKind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a node writes of its pods, as the API server takes it and a client sees it. */
@CoracleTest(nodes = 1, runtime = RuntimeKind.INLINE)
class PodLifeIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static PodBuilder pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("acme/app:1")
                .addNewPort()
                .withContainerPort(8080)
                .endPort()
                .withNewResources()
                .addToRequests("cpu", new Quantity("100m"))
                .endResources()
                .endContainer()
                .endSpec();
    }

    private static Pod awaitPod(KubernetesClient client, String name, Predicate<Pod> condition) {
        return await(name).atMost(SOON).until(() -> client.pods().withName(name).get(), condition);
    }

    private static boolean is(Pod pod, String condition) {
        return pod.getStatus().getConditions().stream()
                .filter(each -> each.getType().equals(condition))
                .map(PodCondition::getStatus)
                .anyMatch("True"::equals);
    }

    @Test
    void isResizedInPlace(KubernetesClient client) {
        client.resource(pod("resized").build()).create();
        awaitPod(client, "resized", pod -> is(pod, "Ready"));
        resize(client, "200m");
        Pod resized = awaitPod(
                client, "resized", pod -> new Quantity("200m").equals(cpu(pod)) && !is(pod, "PodResizeInProgress"));
        assertThat(resized.getStatus().getContainerStatuses().get(0).getRestartCount())
                .isZero();
        resize(client, "5000");
        awaitPod(client, "resized", pod -> is(pod, "PodResizePending"));
        resize(client, "300m");
        awaitPod(
                client,
                "resized",
                pod -> new Quantity("300m").equals(cpu(pod))
                        && !is(pod, "PodResizePending")
                        && !is(pod, "PodResizeInProgress"));
    }

    private static Quantity cpu(Pod pod) {
        return pod.getStatus()
                .getContainerStatuses()
                .get(0)
                .getResources()
                .getRequests()
                .get("cpu");
    }

    private static void resize(KubernetesClient client, String cpu) {
        client.pods()
                .withName("resized")
                .subresource("resize")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"containers\":[{\"name\":\"app\",\"resources\":{\"requests\":{\"cpu\":\"" + cpu
                                + "\"}}}]}}");
    }

    @Test
    void isNeverReadyByAProbeAtAPortNobodyDeclared(KubernetesClient client) {
        client.resource(pod("elsewhere")
                        .editSpec()
                        .editFirstContainer()
                        .withNewReadinessProbe()
                        .withNewTcpSocket()
                        .withNewPort(9999)
                        .endTcpSocket()
                        .withPeriodSeconds(1)
                        .endReadinessProbe()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        await("the event")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(client.v1().events().list().getItems())
                        .anySatisfy(event -> assertThat(event.getMessage())
                                .startsWith("Readiness probe failed: dial tcp ")
                                .endsWith(":9999: connect: connection refused")));
        assertThat(is(client.pods().withName("elsewhere").get(), "Ready")).isFalse();
    }

    @Test
    void breaksAsItsAnnotationsSay(KubernetesClient client) {
        client.resource(pod("broken")
                        .editMetadata()
                        .addToAnnotations("coracle.dev/crash-after", "100ms")
                        .addToAnnotations("coracle.dev/exit-code", "7")
                        .endMetadata()
                        .editSpec()
                        .withRestartPolicy("Never")
                        .endSpec()
                        .build())
                .create();
        Pod broken = awaitPod(
                client, "broken", pod -> "Failed".equals(pod.getStatus().getPhase()));
        assertThat(broken.getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(7);
    }
}
