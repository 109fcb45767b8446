package dev.coracle.controllers.replicaset;

import dev.coracle.client.ApiTime;
import dev.coracle.controllers.core.LabelSelectors;
import dev.coracle.controllers.core.Numbers;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the status of a ReplicaSet from its pods. */
final class ReplicaSetStatuses {
    private static final String REPLICA_FAILURE = "ReplicaFailure";

    private ReplicaSetStatuses() {}

    /** Why pods could not be created or deleted, for the condition ReplicaFailure. */
    record Failure(String reason, String message) {}

    /** What there is of its pods, and what went wrong with them. */
    record Observed(
            List<Pod> active, int terminating, @Nullable Failure failure) {}

    /** @param current whose other conditions are kept; a later state of {@code replicaSet}, or itself */
    static ReplicaSetStatus compute(ReplicaSet replicaSet, ReplicaSet current, Observed observed, Instant now) {
        List<Pod> active = observed.active();
        Map<String, String> templateLabels =
                replicaSet.getSpec().getTemplate().getMetadata().getLabels();
        int minReadySeconds = Numbers.orZero(replicaSet.getSpec().getMinReadySeconds());
        return new ReplicaSetStatusBuilder()
                .withReplicas(active.size())
                .withFullyLabeledReplicas((int) active.stream()
                        .filter(p -> LabelSelectors.matches(
                                templateLabels, p.getMetadata().getLabels()))
                        .count())
                .withReadyReplicas(
                        (int) active.stream().filter(PodFacts::isReady).count())
                .withAvailableReplicas((int) active.stream()
                        .filter(p -> PodFacts.isAvailable(p, minReadySeconds, now))
                        .count())
                .withTerminatingReplicas(observed.terminating())
                .withObservedGeneration(replicaSet.getMetadata().getGeneration())
                .withConditions(conditions(current, observed.failure(), now))
                .build();
    }

    private static List<ReplicaSetCondition> conditions(ReplicaSet replicaSet, @Nullable Failure failure, Instant now) {
        List<ReplicaSetCondition> conditions = new ArrayList<>();
        ReplicaSetCondition known = null;
        if (replicaSet.getStatus() != null) {
            for (ReplicaSetCondition condition : replicaSet.getStatus().getConditions()) {
                if (REPLICA_FAILURE.equals(condition.getType())) {
                    known = condition;
                } else {
                    conditions.add(condition);
                }
            }
        }
        if (failure != null) {
            conditions.add(
                    known != null
                            ? known
                            : new ReplicaSetConditionBuilder()
                                    .withType(REPLICA_FAILURE)
                                    .withStatus("True")
                                    .withReason(failure.reason())
                                    .withMessage(failure.message())
                                    .withLastTransitionTime(ApiTime.seconds(now))
                                    .build());
        }
        return conditions;
    }

    /** Whether writing {@code next} over {@code last} would change anything; absent counts as zero. */
    static boolean differ(@Nullable ReplicaSetStatus last, ReplicaSetStatus next) {
        return last == null
                || Numbers.orZero(last.getReplicas()) != next.getReplicas()
                || Numbers.orZero(last.getFullyLabeledReplicas()) != next.getFullyLabeledReplicas()
                || Numbers.orZero(last.getReadyReplicas()) != next.getReadyReplicas()
                || Numbers.orZero(last.getAvailableReplicas()) != next.getAvailableReplicas()
                || Numbers.orZero(last.getTerminatingReplicas()) != next.getTerminatingReplicas()
                || Numbers.orZero(last.getObservedGeneration()) != Numbers.orZero(next.getObservedGeneration())
                || !last.getConditions().equals(next.getConditions());
    }
}
