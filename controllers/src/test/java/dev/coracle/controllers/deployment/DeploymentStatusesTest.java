package dev.coracle.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeploymentStatusesTest {
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private Deployment deployment = RolloutPlanTest.deployment(3, "25%", "25%");

    @Test
    void countsWhatTheReplicaSetsReport() {
        DeploymentStatus status = observe(2, 1, start);

        assertThat(status.getReplicas()).isEqualTo(3);
        assertThat(status.getUpdatedReplicas()).isEqualTo(2);
        assertThat(status.getReadyReplicas()).isEqualTo(2);
        assertThat(status.getAvailableReplicas()).isEqualTo(2);
        assertThat(status.getUnavailableReplicas()).isEqualTo(1);
        assertThat(status.getObservedGeneration()).isEqualTo(1);
    }

    @Test
    void tellsTheStoryOfARollout() {
        DeploymentStatus progressing = observe(1, 0, start);
        assertThat(condition(progressing, "Progressing").getReason()).isEqualTo("ReplicaSetUpdated");
        assertThat(condition(progressing, "Progressing").getMessage()).isEqualTo("ReplicaSet \"new\" is progressing.");
        assertThat(condition(progressing, "Available").getReason()).isEqualTo("MinimumReplicasUnavailable");

        DeploymentStatus complete = observe(3, 3, start.plusSeconds(5));
        assertThat(condition(complete, "Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
        assertThat(condition(complete, "Progressing").getMessage())
                .isEqualTo("ReplicaSet \"new\" has successfully progressed.");
        assertThat(condition(complete, "Progressing").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(condition(complete, "Progressing").getLastUpdateTime()).isEqualTo("2026-01-01T00:00:05Z");
        assertThat(condition(complete, "Available").getMessage()).isEqualTo("Deployment has minimum availability.");
    }

    @Test
    void aCompletedRolloutStaysCompleteWhenAPodGoesMissingForAWhile() {
        observe(3, 3, start);
        DeploymentStatus status = observe(3, 2, start.plus(Duration.ofHours(1)));

        assertThat(condition(status, "Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
        assertThat(condition(status, "Available").getStatus()).isEqualTo("False");
    }

    @Test
    void runsOutOfTimeWhenNothingMovesForTheDeadline() {
        observe(1, 0, start);
        Instant almost = start.plusSeconds(600);
        DeploymentStatus waiting = observe(1, 0, almost);
        assertThat(condition(waiting, "Progressing").getReason()).isEqualTo("ReplicaSetUpdated");
        assertThat(DeploymentStatuses.untilDeadlineCheck(deployment, waiting, start.plusSeconds(180)))
                .contains(Duration.ofSeconds(421));

        DeploymentStatus late = observe(1, 0, start.plusSeconds(601));
        assertThat(condition(late, "Progressing").getStatus()).isEqualTo("False");
        assertThat(condition(late, "Progressing").getReason()).isEqualTo("ProgressDeadlineExceeded");
        assertThat(condition(late, "Progressing").getMessage())
                .isEqualTo("ReplicaSet \"new\" has timed out progressing.");
        assertThat(DeploymentStatuses.untilDeadlineCheck(deployment, late, start.plusSeconds(602)))
                .isEmpty();
    }

    @Test
    void aFailingReplicaSetIsTheDeploymentsFailureToo() {
        ReplicaSet failing = new ReplicaSetBuilder(RolloutPlanTest.replicaSet("new", 2, 0, 0))
                .editStatus()
                .addNewCondition()
                .withType("ReplicaFailure")
                .withStatus("True")
                .withReason("FailedCreate")
                .withMessage("no room")
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .endCondition()
                .endStatus()
                .build();

        DeploymentStatus status = DeploymentStatuses.duringRollout(new Rollout(deployment, failing, List.of()), start);

        assertThat(condition(status, "ReplicaFailure").getMessage()).isEqualTo("no room");
        DeploymentStatus again = DeploymentStatuses.duringRollout(
                new Rollout(new DeploymentBuilder(deployment).withStatus(status).build(), failing, List.of()), start);
        assertThat(DeploymentStatuses.differ(status, again)).isFalse();
    }

    /** What the controller would write now; it becomes the last status for the next observation. */
    private DeploymentStatus observe(int newReplicas, int newAvailable, Instant now) {
        ReplicaSet newest = RolloutPlanTest.replicaSet("new", 2, newReplicas, newAvailable);
        int rest = 3 - newReplicas;
        ReplicaSet old = RolloutPlanTest.replicaSet("old", 1, rest, newReplicas == 2 ? 1 : 0);
        DeploymentStatus status = DeploymentStatuses.duringRollout(new Rollout(deployment, newest, List.of(old)), now);
        deployment = new DeploymentBuilder(deployment).withStatus(status).build();
        return status;
    }

    private static DeploymentCondition condition(DeploymentStatus status, String type) {
        return status.getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
