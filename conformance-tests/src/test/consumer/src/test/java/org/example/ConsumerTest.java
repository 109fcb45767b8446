package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.testing.CoracleTest;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

@CoracleTest(nodes = 1)
class ConsumerTest {
    @Test
    void hasAControlPlane(KubernetesClient client) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("mine")
                        .endMetadata()
                        .withData(Map.of("key", "value"))
                        .build())
                .create();

        assertEquals(
                "value", client.configMaps().withName("mine").get().getData().get("key"));
    }
}
