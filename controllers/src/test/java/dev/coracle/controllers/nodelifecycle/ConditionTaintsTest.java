package dev.coracle.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTaintsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");

    @ParameterizedTest
    @CsvSource({
        "Ready, False, not-ready",
        "Ready, Unknown, unreachable",
        "MemoryPressure, True, memory-pressure",
        "DiskPressure, True, disk-pressure",
        "NetworkUnavailable, True, network-unavailable",
        "PIDPressure, True, pid-pressure",
    })
    void eachConditionHasItsTaint(String type, String status, String taint) {
        List<Taint> taints = ConditionTaints.of(
                new NodeBuilder(node())
                        .editStatus()
                        .addNewCondition()
                        .withType(type)
                        .withStatus(status)
                        .endCondition()
                        .endStatus()
                        .build(),
                NOW);

        assertThat(taints).singleElement().satisfies(t -> {
            assertThat(t.getKey()).isEqualTo("node.kubernetes.io/" + taint);
            assertThat(t.getEffect()).isEqualTo("NoSchedule");
            assertThat(t.getTimeAdded()).isEqualTo("2026-01-01T00:00:00Z");
        });
    }

    @Test
    void aReadyNodeLosesTheTaintItWasMadeWithAndKeepsItsOthers() {
        Node node = new NodeBuilder(node())
                .editSpec()
                .addNewTaint("NoSchedule", "node.kubernetes.io/not-ready", null, null)
                .addNewTaint("NoExecute", "node.kubernetes.io/not-ready", null, null)
                .addNewTaint("NoSchedule", "dedicated", null, "db")
                .endSpec()
                .editStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();

        assertThat(ConditionTaints.of(node, NOW))
                .extracting(t -> t.getKey() + ":" + t.getEffect())
                .containsExactly("node.kubernetes.io/not-ready:NoExecute", "dedicated:NoSchedule");
    }

    @Test
    void aCordonedNodeIsTaintedOnceAndFreedAgain() {
        Node cordoned = new NodeBuilder(node())
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build();
        List<Taint> taints = ConditionTaints.of(cordoned, NOW);
        Node tainted = new NodeBuilder(cordoned)
                .editSpec()
                .withTaints(taints)
                .endSpec()
                .build();

        assertThat(ConditionTaints.of(tainted, NOW.plusSeconds(60)))
                .isEqualTo(taints)
                .hasSize(1);
        assertThat(ConditionTaints.of(
                        new NodeBuilder(tainted)
                                .editSpec()
                                .withUnschedulable(null)
                                .endSpec()
                                .build(),
                        NOW))
                .isEmpty();
    }

    private static Node node() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .endStatus()
                .build();
    }
}
