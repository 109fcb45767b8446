package dev.coracle.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.controllers.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NodeLifecycleIT {
    private static TestCluster cluster;
    private static KubernetesClient client;

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.start();
        client = cluster.client();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void aCordonedNodeIsTaintedAsLongAsItIs() {
        client.nodes().withName("node-3").edit(node -> {
            node.getSpec().setUnschedulable(true);
            return node;
        });
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.nodes()
                                .withName("node-3")
                                .get()
                                .getSpec()
                                .getTaints())
                        .extracting(taint -> taint.getKey() + ":" + taint.getEffect())
                        .containsExactly("node.kubernetes.io/unschedulable:NoSchedule"));

        client.nodes().withName("node-3").edit(node -> {
            node.getSpec().setUnschedulable(null);
            return node;
        });

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.nodes()
                                .withName("node-3")
                                .get()
                                .getSpec()
                                .getTaints())
                        .isEmpty());
    }
}
