package dev.coracle.controllers.deployment;

import dev.coracle.client.ApiTime;
import dev.coracle.controllers.core.Numbers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Computes the status of a Deployment from its ReplicaSets, its last status and the time. */
final class DeploymentStatuses {
    private static final String REPLICA_FAILURE = "ReplicaFailure";

    private DeploymentStatuses() {}

    static DeploymentStatus last(Deployment deployment) {
        return deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
    }

    static int replicas(Deployment deployment) {
        return Numbers.orZero(last(deployment).getReplicas());
    }

    static boolean hasProgressDeadline(Deployment deployment) {
        Integer deadline = deployment.getSpec().getProgressDeadlineSeconds();
        return deadline != null && deadline != Integer.MAX_VALUE;
    }

    /** The counts and the condition Available. */
    static DeploymentStatus counts(Rollout rollout, Instant now) {
        Deployment deployment = rollout.deployment();
        List<ReplicaSet> all = rollout.all();
        ReplicaSet newest = rollout.newest();
        int available = Replicas.available(all);
        DeploymentStatus status = new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(Replicas.actual(all))
                .withUpdatedReplicas(newest == null ? 0 : Replicas.actual(newest))
                .withReadyReplicas(Replicas.ready(all))
                .withAvailableReplicas(available)
                .withUnavailableReplicas(Math.max(0, Replicas.wanted(all) - available))
                .withTerminatingReplicas(Replicas.terminating(all))
                .withCollisionCount(last(deployment).getCollisionCount())
                .withConditions(last(deployment).getConditions())
                .build();
        boolean enough = available >= Bounds.of(deployment).minAvailable();
        Conditions.set(
                status,
                enough
                        ? Conditions.available(
                                "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
                        : Conditions.available(
                                "False",
                                "MinimumReplicasUnavailable",
                                "Deployment does not have minimum availability."),
                now);
        return status;
    }

    /** The counts and all conditions, in the course of a rollout. */
    static DeploymentStatus duringRollout(Rollout rollout, Instant now) {
        Deployment deployment = rollout.deployment();
        DeploymentStatus status = counts(rollout, now);
        if (hasProgressDeadline(deployment)) {
            estimateProgress(rollout, status, now);
        } else {
            Conditions.remove(status, Conditions.PROGRESSING);
        }
        Optional<DeploymentCondition> failure = replicaFailure(rollout);
        if (failure.isPresent()) {
            Conditions.setAsIs(status, failure.get());
        } else {
            Conditions.remove(status, REPLICA_FAILURE);
        }
        return status;
    }

    private static void estimateProgress(Rollout rollout, DeploymentStatus status, Instant now) {
        Deployment deployment = rollout.deployment();
        DeploymentCondition last = Conditions.progressing(last(deployment));
        boolean onlyAResync = Numbers.orZero(status.getReplicas()) == Numbers.orZero(status.getUpdatedReplicas())
                && last != null
                && "NewReplicaSetAvailable".equals(last.getReason());
        if (onlyAResync) {
            return;
        }
        ReplicaSet newest = rollout.newest();
        String subject = newest == null
                ? "Deployment \"" + deployment.getMetadata().getName() + "\""
                : "ReplicaSet \"" + newest.getMetadata().getName() + "\"";
        if (isComplete(deployment, status)) {
            Conditions.set(
                    status,
                    Conditions.progressing("True", "NewReplicaSetAvailable", subject + " has successfully progressed."),
                    now);
        } else if (hasProgressed(last(deployment), status)) {
            // The one condition whose lastUpdateTime moves while its reason stays: the deadline counts from it.
            Conditions.replace(
                    status, Conditions.progressing("True", "ReplicaSetUpdated", subject + " is progressing."), now);
        } else if (hasTimedOut(deployment, status, now)) {
            Conditions.set(
                    status,
                    Conditions.progressing(
                            "False", "ProgressDeadlineExceeded", subject + " has timed out progressing."),
                    now);
        }
    }

    /** Whether all pods are of the newest template and available. */
    static boolean isComplete(Deployment deployment, DeploymentStatus status) {
        int replicas = Bounds.of(deployment).replicas();
        return Numbers.orZero(status.getUpdatedReplicas()) == replicas
                && Numbers.orZero(status.getReplicas()) == replicas
                && Numbers.orZero(status.getAvailableReplicas()) == replicas
                && Numbers.orZero(status.getObservedGeneration())
                        >= Numbers.orZero(deployment.getMetadata().getGeneration());
    }

    static boolean hasProgressed(DeploymentStatus before, DeploymentStatus after) {
        return Numbers.orZero(after.getUpdatedReplicas()) > Numbers.orZero(before.getUpdatedReplicas())
                || oldReplicas(after) < oldReplicas(before)
                || Numbers.orZero(after.getReadyReplicas()) > Numbers.orZero(before.getReadyReplicas())
                || Numbers.orZero(after.getAvailableReplicas()) > Numbers.orZero(before.getAvailableReplicas());
    }

    private static int oldReplicas(DeploymentStatus status) {
        return Numbers.orZero(status.getReplicas()) - Numbers.orZero(status.getUpdatedReplicas());
    }

    static boolean hasTimedOut(Deployment deployment, DeploymentStatus status, Instant now) {
        DeploymentCondition progressing = Conditions.progressing(status);
        if (progressing == null || "NewReplicaSetAvailable".equals(progressing.getReason())) {
            return false;
        }
        return "ProgressDeadlineExceeded".equals(progressing.getReason())
                || now.isAfter(deadline(deployment, progressing));
    }

    private static Instant deadline(Deployment deployment, DeploymentCondition progressing) {
        return ApiTime.parse(progressing.getLastUpdateTime())
                .plusSeconds(deployment.getSpec().getProgressDeadlineSeconds());
    }

    /** When to check the deadline of a rollout that does not move; empty if there is nothing to wait for. */
    static Optional<Duration> untilDeadlineCheck(Deployment deployment, DeploymentStatus status, Instant now) {
        DeploymentCondition progressing = Conditions.progressing(last(deployment));
        if (!hasProgressDeadline(deployment)
                || progressing == null
                || isComplete(deployment, status)
                || "ProgressDeadlineExceeded".equals(progressing.getReason())) {
            return Optional.empty();
        }
        // A second more, since timestamps are written to the second.
        Duration left = Duration.between(now, deadline(deployment, progressing)).plusSeconds(1);
        return Optional.of(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
    }

    /** The first failure there is, the new ReplicaSet's before those of old ones. */
    private static Optional<DeploymentCondition> replicaFailure(Rollout rollout) {
        return Optional.ofNullable(failureOf(rollout.newest()))
                .or(() -> rollout.old().stream()
                        .flatMap(rs -> Optional.ofNullable(failureOf(rs)).stream())
                        .findFirst());
    }

    private static @Nullable DeploymentCondition failureOf(@Nullable ReplicaSet replicaSet) {
        if (replicaSet == null || replicaSet.getStatus() == null) {
            return null;
        }
        for (ReplicaSetCondition condition : replicaSet.getStatus().getConditions()) {
            if (REPLICA_FAILURE.equals(condition.getType())) {
                return new DeploymentConditionBuilder()
                        .withType(condition.getType())
                        .withStatus(condition.getStatus())
                        .withReason(condition.getReason())
                        .withMessage(condition.getMessage())
                        .withLastTransitionTime(condition.getLastTransitionTime())
                        .withLastUpdateTime(condition.getLastTransitionTime())
                        .build();
            }
        }
        return null;
    }

    /** Whether a write would change anything; absent counts as zero. */
    static boolean differ(DeploymentStatus last, DeploymentStatus next) {
        return Numbers.orZero(last.getObservedGeneration()) != Numbers.orZero(next.getObservedGeneration())
                || Numbers.orZero(last.getReplicas()) != Numbers.orZero(next.getReplicas())
                || Numbers.orZero(last.getUpdatedReplicas()) != Numbers.orZero(next.getUpdatedReplicas())
                || Numbers.orZero(last.getReadyReplicas()) != Numbers.orZero(next.getReadyReplicas())
                || Numbers.orZero(last.getAvailableReplicas()) != Numbers.orZero(next.getAvailableReplicas())
                || Numbers.orZero(last.getUnavailableReplicas()) != Numbers.orZero(next.getUnavailableReplicas())
                || Numbers.orZero(last.getTerminatingReplicas()) != Numbers.orZero(next.getTerminatingReplicas())
                || Numbers.orZero(last.getCollisionCount()) != Numbers.orZero(next.getCollisionCount())
                || !last.getConditions().equals(next.getConditions());
    }
}
