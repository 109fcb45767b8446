package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import org.junit.jupiter.api.Test;

final class PodPortsTest {
    private static ContainerBuilder container(String name, String image) {
        return new ContainerBuilder().withName(name).withImage(image);
    }

    private static PodSpec spec(Container... containers) {
        return new PodSpecBuilder().withContainers(containers).build();
    }

    private static java.util.Map<String, java.util.List<Integer>> plan(PodSpec spec) {
        return PodPorts.plan(spec, new Faults(java.util.Map.of()));
    }

    @Test
    void listensWhereTheImageIsKnownTo() {
        assertThat(plan(spec(container("a", "nginx:1.25").build()))).containsEntry("a", java.util.List.of(80));
        assertThat(plan(spec(container("a", "bitnami/redis").build()))).containsEntry("a", java.util.List.of(6379));
    }

    @Test
    void listensOnEightyWhenNothingIsKnown() {
        assertThat(plan(spec(
                        container("a", "acme/shop:2").build(),
                        container("b", "acme/side").build())))
                .containsEntry("a", java.util.List.of(80))
                .containsEntry("b", java.util.List.of());
    }

    @Test
    void listensOnDeclaredPortsAndNotWhereItsProbesAsk() {
        Container app = container("a", "acme/shop")
                .addNewPort()
                .withName("web")
                .withContainerPort(8080)
                .endPort()
                .addNewPort()
                .withContainerPort(53)
                .withProtocol("UDP")
                .endPort()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPort(new IntOrString("web"))
                .endHttpGet()
                .endReadinessProbe()
                .withNewLivenessProbe()
                .withNewTcpSocket()
                .withPort(new IntOrString(9000))
                .endTcpSocket()
                .endLivenessProbe()
                .build();
        assertThat(plan(spec(app)).get("a")).containsExactly(8080);
    }

    private static ContainerBuilder probed(ContainerBuilder container, int port) {
        return container
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPort(new IntOrString(port))
                .endHttpGet()
                .endReadinessProbe();
    }

    @Test
    void listensWhereItsProbesAskWhenNothingElseIsKnown() {
        assertThat(plan(spec(probed(container("a", "acme/shop"), 9000).build())))
                .containsEntry("a", java.util.List.of(9000));
        assertThat(plan(spec(probed(container("a", "nginx"), 9000).build()))).containsEntry("a", java.util.List.of(80));
        assertThat(plan(spec(container("a", "acme/shop")
                        .withNewLivenessProbe()
                        .withNewGrpc(9000, "")
                        .endLivenessProbe()
                        .build())))
                .containsEntry("a", java.util.List.of(9000));
    }

    @Test
    void listensWhereAnAnnotationSays() {
        Faults faults = new Faults(java.util.Map.of("coracle.dev/listen", "8081, 9090"));
        assertThat(PodPorts.plan(spec(container("a", "acme/shop").build()), faults))
                .containsEntry("a", java.util.List.of(8081, 9090));
    }

    @Test
    void leavesAPortToTheContainerThatDeclaresIt() {
        Container app = container("app", "acme/shop")
                .addNewPort()
                .withContainerPort(80)
                .endPort()
                .build();
        assertThat(plan(spec(container("side", "nginx").build(), app)))
                .containsEntry("side", java.util.List.of())
                .containsEntry("app", java.util.List.of(80));
    }
}
