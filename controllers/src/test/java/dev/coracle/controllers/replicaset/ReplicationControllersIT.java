package dev.coracle.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.controllers.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplicationControllersIT {
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
    void aReplicationControllerKeepsAndAdoptsAndReleasesPods() {
        client.resource(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ReplicationController\",\"metadata\":{\"name\":\"rc\"},"
                                + "\"spec\":{\"replicas\":2,\"selector\":{\"app\":\"rc\"},\"template\":{\"metadata\":"
                                + "{\"labels\":{\"app\":\"rc\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}")
                .inNamespace("default")
                .create();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.replicationControllers()
                                .inNamespace("default")
                                .withName("rc")
                                .get()
                                .getStatus())
                        .satisfies(status -> {
                            assertThat(status.getReplicas()).isEqualTo(2);
                            assertThat(status.getReadyReplicas()).isEqualTo(2);
                            assertThat(status.getAvailableReplicas()).isEqualTo(2);
                            assertThat(status.getFullyLabeledReplicas()).isEqualTo(2);
                            assertThat(status.getObservedGeneration()).isEqualTo(1);
                        }));
        Pod first = pods().get(0);
        assertThat(first.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getApiVersion()).isEqualTo("v1");
            assertThat(owner.getKind()).isEqualTo("ReplicationController");
        });

        client.resource(first).edit(pod -> {
            pod.getMetadata().getLabels().put("app", "released");
            return pod;
        });

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(pods()).hasSize(3);
            assertThat(client.resource(first).get().getMetadata().getOwnerReferences())
                    .isEmpty();
        });
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.v1()
                                .events()
                                .inNamespace("default")
                                .list()
                                .getItems())
                        .anySatisfy(event -> {
                            assertThat(event.getReason()).isEqualTo("SuccessfulCreate");
                            assertThat(event.getSource().getComponent()).isEqualTo("replication-controller");
                            assertThat(event.getInvolvedObject().getKind()).isEqualTo("ReplicationController");
                        }));
        client.replicationControllers().inNamespace("default").withName("rc").delete();
    }

    private static List<Pod> pods() {
        return client.pods().inNamespace("default").list().getItems();
    }
}
