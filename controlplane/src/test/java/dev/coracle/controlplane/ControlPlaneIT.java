package dev.coracle.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Planes within this JVM. */
class ControlPlaneIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void twoPlanesShareNothing() {
        try (ControlPlane first = ControlPlane.start(ControlPlaneOptions.defaults());
                ControlPlane second = ControlPlane.start(ControlPlaneOptions.defaults())) {
            first.client()
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("only-here")
                            .endMetadata()
                            .build())
                    .inNamespace("default")
                    .create();
            assertThat(second.client()
                            .configMaps()
                            .inNamespace("default")
                            .withName("only-here")
                            .get())
                    .isNull();
            assertThat(first.addresses()).isNotEqualTo(second.addresses());
            assertThat(first.dnsAddress()).isNotEqualTo(second.dnsAddress());

            deploy(first.client());
            deploy(second.client());
            awaitReady(first.client());
            first.close();
            awaitReady(second.client());
        }
    }

    private static void deploy(KubernetesClient client) {
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage("nginx")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        client.resource(deployment).inNamespace("default").create();
    }

    private static void awaitReady(KubernetesClient client) {
        await("ready pods")
                .atMost(SOON)
                .until(
                        () -> client.apps()
                                .deployments()
                                .inNamespace("default")
                                .withName("web")
                                .get()
                                .getStatus(),
                        status -> status != null && Integer.valueOf(2).equals(status.getReadyReplicas()));
    }
}
