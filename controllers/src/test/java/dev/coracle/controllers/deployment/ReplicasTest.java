package dev.coracle.controllers.deployment;

import dev.coracle.controllers.core.ComparatorContract;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    @Test
    void ageIsAnOrder() {
        Random random = new Random(5);
        List<ReplicaSet> sets = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sets.add(new ReplicaSetBuilder()
                    .withNewMetadata()
                    .withName("rs" + random.nextInt(5))
                    .withCreationTimestamp(
                            random.nextInt(4) == 0 ? null : "2026-01-01T00:00:0" + random.nextInt(5) + "Z")
                    .endMetadata()
                    .build());
        }

        ComparatorContract.check(Replicas.OLDEST_FIRST, sets);
    }
}
