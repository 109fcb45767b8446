package dev.coracle.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceCondition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamespaceConditionsTest {
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void saysWhatIsInTheWay() {
        Remains remains = new Remains();
        remains.instances.put("pods.", 2);
        remains.instances.put("widgets.example.org", 1);
        remains.finalizers.put("example.org/hold", 1);

        List<NamespaceCondition> conditions = NamespaceConditions.update(List.of(), remains, now);

        assertThat(message(conditions, "NamespaceContentRemaining"))
                .isEqualTo("Some resources are remaining: pods. has 2 resource instances,"
                        + " widgets.example.org has 1 resource instances");
        assertThat(message(conditions, "NamespaceFinalizersRemaining"))
                .isEqualTo("Some content in the namespace has finalizers remaining:"
                        + " example.org/hold in 1 resource instances");
        assertThat(message(conditions, "NamespaceDeletionContentFailure"))
                .isEqualTo("All content successfully deleted, may be waiting on finalization");
        assertThat(conditions).hasSize(5);
    }

    @Test
    void whatDoesNotChangeKeepsItsTime() {
        List<NamespaceCondition> first = NamespaceConditions.update(List.of(), new Remains(), now);

        assertThat(NamespaceConditions.update(first, new Remains(), now.plusSeconds(60)))
                .isEqualTo(first);
    }

    private static String message(List<NamespaceCondition> conditions, String type) {
        return conditions.stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }
}
