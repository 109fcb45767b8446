package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.kubelet.RuntimeKind;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The extension, used as it is meant to be. */
@CoracleTest(nodes = 2, runtime = RuntimeKind.SIMULATED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoracleTestIT {
    private final Set<String> namespaces = new HashSet<>();

    @RepeatedTest(2)
    void everyMethodHasANamespaceOfItsOwn(KubernetesClient client, Namespace namespace) {
        assertThat(client.getNamespace()).isEqualTo(namespace.getMetadata().getName());
        assertThat(client.configMaps().withName("mine").get()).isNull();
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("mine")
                        .endMetadata()
                        .build())
                .create();
        namespaces.add(client.getNamespace());
    }

    @Test
    void thePlaneIsAsAskedFor(ControlPlane plane) {
        assertThat(plane.client().nodes().list().getItems())
                .extracting(node -> node.getMetadata().getName())
                .containsExactly("node-1", "node-2");
    }

    @AfterAll
    void noTwoWereTheSame() {
        assertThat(namespaces).hasSize(2);
    }
}
