package dev.coracle.controllers.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointsPlanTest {
    private final Service web = service("80");

    @Test
    void aNumberNeedsNoContainerPort() {
        EndpointSubset subset = only(EndpointsPlan.of(web, List.of(pod("a", "127.244.0.1", true))));

        assertThat(subset.getAddresses()).extracting(EndpointAddress::getIp).containsExactly("127.244.0.1");
        assertThat(subset.getAddresses().get(0).getTargetRef().getName()).isEqualTo("a");
        assertThat(subset.getAddresses().get(0).getNodeName()).isEqualTo("node-1");
        assertThat(subset.getPorts().get(0).getPort()).isEqualTo(80);
    }

    @Test
    void aNameIsLookedUpInEachPod() {
        Pod old = withPort(pod("old", "127.244.0.1", true), "http", 8080);
        Pod fresh = withPort(pod("fresh", "127.244.0.2", true), "http", 9090);
        Pod without = pod("without", "127.244.0.3", true);

        List<EndpointSubset> subsets =
                EndpointsPlan.of(service("http"), List.of(old, fresh, without)).subsets();

        assertThat(subsets)
                .extracting(s -> s.getPorts().get(0).getPort() + "="
                        + s.getAddresses().get(0).getIp())
                .containsExactlyInAnyOrder("8080=127.244.0.1", "9090=127.244.0.2");
    }

    @Test
    void whoIsNotReadyIsListedApart() {
        EndpointSubset subset =
                only(EndpointsPlan.of(web, List.of(pod("a", "127.244.0.1", true), pod("b", "127.244.0.2", false))));

        assertThat(subset.getAddresses()).hasSize(1);
        assertThat(subset.getNotReadyAddresses())
                .extracting(EndpointAddress::getIp)
                .containsExactly("127.244.0.2");
    }

    @Test
    void publishNotReadyAddressesMakesAllReadyEvenTheDying() {
        Service service = new ServiceBuilder(web)
                .editSpec()
                .withPublishNotReadyAddresses(true)
                .endSpec()
                .build();
        Pod dying = new PodBuilder(pod("b", "127.244.0.2", false))
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();

        assertThat(only(EndpointsPlan.of(service, List.of(dying))).getAddresses())
                .hasSize(1);
        assertThat(EndpointsPlan.of(web, List.of(dying)).subsets()).isEmpty();
    }

    @Test
    void leavesOutWhatHasNoAddressOrHasEndedOrIsNotSelected() {
        Pod ended = new PodBuilder(pod("a", "127.244.0.1", true))
                .editStatus()
                .withPhase("Succeeded")
                .endStatus()
                .build();
        Pod stranger = new PodBuilder(pod("b", "127.244.0.2", true))
                .editMetadata()
                .addToLabels("app", "other")
                .endMetadata()
                .build();

        assertThat(EndpointsPlan.of(web, List.of(ended, stranger, pod("c", null, false)))
                        .subsets())
                .isEmpty();
    }

    @Test
    void aThousandAddressesAreTheLimitAndReadyOnesComeFirst() {
        List<Pod> pods = IntStream.range(0, 1001)
                .mapToObj(i -> pod("p" + i, "127.244." + i / 250 + "." + i % 250, i != 0))
                .toList();

        EndpointsPlan.Subsets plan = EndpointsPlan.of(web, pods);

        assertThat(plan.truncated()).isTrue();
        assertThat(only(plan).getAddresses()).hasSize(1000);
        assertThat(only(plan).getNotReadyAddresses()).isEmpty();
    }

    @Test
    void describesTheObjectAsUpstream() {
        Endpoints endpoints = EndpointsController.describe(web, null, List.of(pod("a", "127.244.0.1", true)));

        assertThat(endpoints.getMetadata().getLabels())
                .containsEntry("tier", "front")
                .containsEntry("endpoints.kubernetes.io/managed-by", "endpoint-controller")
                .doesNotContainKey("service.kubernetes.io/headless");
        assertThat(endpoints.getMetadata().getAnnotations())
                .containsEntry("endpoints.kubernetes.io/last-change-trigger-time", "2026-01-01T00:00:07Z");
    }

    @Test
    void servicesWithoutSelectorAreLeftAlone() {
        assertThat(ServiceTargets.isManaged(web)).isTrue();
        assertThat(ServiceTargets.isManaged(new ServiceBuilder(web)
                        .editSpec()
                        .withSelector(null)
                        .endSpec()
                        .build()))
                .isFalse();
    }

    private static EndpointSubset only(EndpointsPlan.Subsets plan) {
        assertThat(plan.subsets()).hasSize(1);
        return plan.subsets().get(0);
    }

    private static Service service(String targetPort) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("default")
                .addToLabels("tier", "front")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("127.96.0.5")
                .addToSelector("app", "web")
                .addNewPort()
                .withPort(80)
                .withProtocol("TCP")
                .withNewTargetPort()
                .withValue(targetPort.matches("\\d+") ? Integer.valueOf(targetPort) : targetPort)
                .endTargetPort()
                .endPort()
                .endSpec()
                .build();
    }

    private static Pod withPort(Pod pod, String name, int port) {
        return new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .addNewPort()
                .withName(name)
                .withContainerPort(port)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
    }

    private static Pod pod(String name, String ip, boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withUid(name)
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .addNewContainer()
                .withName("nginx")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(ip)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime("2026-01-01T00:00:07Z")
                .endCondition()
                .endStatus()
                .build();
    }
}
