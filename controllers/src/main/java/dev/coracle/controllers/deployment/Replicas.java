package dev.coracle.controllers.deployment;

import dev.coracle.controllers.core.Numbers;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Collection;
import java.util.Comparator;

/** What is read off ReplicaSets, one or many. */
final class Replicas {
    static final Comparator<ReplicaSet> OLDEST_FIRST = Comparator.<ReplicaSet, String>comparing(
                    rs -> rs.getMetadata().getCreationTimestamp() == null
                            ? ""
                            : rs.getMetadata().getCreationTimestamp())
            .thenComparing(rs -> rs.getMetadata().getName());

    private Replicas() {}

    static int wanted(ReplicaSet replicaSet) {
        return Numbers.orElse(replicaSet.getSpec().getReplicas(), 1);
    }

    static int actual(ReplicaSet replicaSet) {
        return replicaSet.getStatus() == null
                ? 0
                : Numbers.orZero(replicaSet.getStatus().getReplicas());
    }

    static int ready(ReplicaSet replicaSet) {
        return replicaSet.getStatus() == null
                ? 0
                : Numbers.orZero(replicaSet.getStatus().getReadyReplicas());
    }

    static int available(ReplicaSet replicaSet) {
        return replicaSet.getStatus() == null
                ? 0
                : Numbers.orZero(replicaSet.getStatus().getAvailableReplicas());
    }

    /**
     * The pods that are available and will stay: a status may still tell of those from before the ReplicaSet was scaled
     * down, and what decides about availability must not count on them.
     */
    static int lasting(ReplicaSet replicaSet) {
        return Math.min(available(replicaSet), wanted(replicaSet));
    }

    static int terminating(ReplicaSet replicaSet) {
        return replicaSet.getStatus() == null
                ? 0
                : Numbers.orZero(replicaSet.getStatus().getTerminatingReplicas());
    }

    static int wanted(Collection<ReplicaSet> replicaSets) {
        return replicaSets.stream().mapToInt(Replicas::wanted).sum();
    }

    static int actual(Collection<ReplicaSet> replicaSets) {
        return replicaSets.stream().mapToInt(Replicas::actual).sum();
    }

    static int ready(Collection<ReplicaSet> replicaSets) {
        return replicaSets.stream().mapToInt(Replicas::ready).sum();
    }

    static int available(Collection<ReplicaSet> replicaSets) {
        return replicaSets.stream().mapToInt(Replicas::available).sum();
    }

    static int lasting(Collection<ReplicaSet> replicaSets) {
        return replicaSets.stream().mapToInt(Replicas::lasting).sum();
    }

    static int terminating(Collection<ReplicaSet> replicaSets) {
        return replicaSets.stream().mapToInt(Replicas::terminating).sum();
    }
}
