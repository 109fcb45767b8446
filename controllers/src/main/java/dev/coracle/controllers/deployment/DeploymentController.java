package dev.coracle.controllers.deployment;

import dev.coracle.client.Outcome;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ControlLoop;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.core.LabelSelectors;
import dev.coracle.controllers.core.Owned;
import dev.coracle.controllers.core.PodFacts;
import dev.coracle.controllers.core.StatusWriter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rolls Deployments forward, back, up and down by scaling their ReplicaSets. */
public final class DeploymentController implements Controller, ControlLoop.Work<Deployment> {
    private static final String NAME = "deployment-controller";

    public static final ControllerSpec SPEC =
            new ControllerSpec(NAME, Set.of(Deployment.class, ReplicaSet.class, Pod.class), DeploymentController::new);

    private final Clock clock;
    private final ControlLoop<Deployment> loop;
    private final Owned<Deployment, ReplicaSet> replicaSets;
    private final Owned<ReplicaSet, Pod> pods;
    private final StatusWriter statuses;
    private final ReplicaSetWriter writer;

    private DeploymentController(ControllerContext context) {
        clock = context.clock();
        statuses = new StatusWriter(context.client());
        loop = new ControlLoop<>(context, ControlLoop.Options.of(NAME, context), Deployment.class, this);
        replicaSets =
                loop.owns(ReplicaSet.class, deployment -> deployment.getSpec().getSelector());
        pods = Owned.of(context, ReplicaSet.class, Pod.class);
        context.informers().of(Pod.class).onEvents(added -> {}, (before, after) -> {}, this::podDeleted);
        writer = new ReplicaSetWriter(context.client(), clock, loop.events());
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public Outcome reconcile(Deployment deployment) {
        if (LabelSelectors.isEmpty(deployment.getSpec().getSelector())) {
            loop.events()
                    .warning(
                            deployment,
                            "SelectingAll",
                            "This deployment is selecting all pods. A non-empty selector is required.");
            return Outcome.done();
        }
        Rollout rollout = Rollout.of(deployment, replicaSets.claim(deployment, replicaSet -> true));
        if (deployment.getMetadata().getDeletionTimestamp() != null) {
            return reportCounts(rollout);
        }
        Optional<Deployment> noted = notePause(deployment);
        return noted.isPresent() ? roll(rollout.with(noted.get())) : Outcome.done();
    }

    private Outcome roll(Rollout rollout) {
        if (isPaused(rollout.deployment()) || RolloutPlan.isScaling(rollout)) {
            return scale(rollout);
        }
        return Bounds.isRollingUpdate(rollout.deployment()) ? rollForward(rollout) : recreate(rollout);
    }

    private static boolean isPaused(Deployment deployment) {
        return Boolean.TRUE.equals(deployment.getSpec().getPaused());
    }

    /** Paused or scaled: change sizes only. */
    private Outcome scale(Rollout rollout) {
        Rollout synced = writer.syncNewest(rollout, false);
        RolloutPlan.scale(synced).forEach(step -> writer.scale(synced.deployment(), step));
        if (isPaused(synced.deployment())) {
            writer.deleteExpired(synced);
        }
        return reportCounts(synced);
    }

    private Outcome rollForward(Rollout rollout) {
        Rollout synced = writer.syncNewest(rollout, true);
        ReplicaSet newest = synced.newest();
        if (newest == null) {
            return Outcome.done(); // The name was taken; the new collision count brings us back.
        }
        List<RolloutPlan.Scaling> step = RolloutPlan.rollingStep(synced, newest);
        step.forEach(s -> writer.scale(synced.deployment(), s));
        if (step.isEmpty()) {
            deleteExpiredIfComplete(synced);
        }
        return reportRollout(synced);
    }

    private Outcome recreate(Rollout rollout) {
        Rollout synced = writer.syncNewest(rollout, false);
        List<RolloutPlan.Scaling> step = RolloutPlan.recreateStep(synced);
        step.forEach(s -> writer.scale(synced.deployment(), s));
        if (!step.isEmpty() || hasOldPods(synced)) {
            return reportRollout(synced);
        }
        Rollout created = synced.newest() == null ? writer.syncNewest(synced, true) : synced;
        ReplicaSet newest = created.newest();
        if (newest == null) {
            return Outcome.done();
        }
        int replicas = Bounds.of(created.deployment()).replicas();
        writer.scale(created.deployment(), new RolloutPlan.Scaling(newest, replicas));
        deleteExpiredIfComplete(created);
        return reportRollout(created);
    }

    private boolean hasOldPods(Rollout rollout) {
        return Replicas.actual(rollout.old()) > 0
                || rollout.old().stream()
                        .flatMap(replicaSet -> pods.of(replicaSet).stream())
                        .anyMatch(pod -> !PodFacts.isFinished(pod));
    }

    private void deleteExpiredIfComplete(Rollout rollout) {
        Deployment deployment = rollout.deployment();
        if (DeploymentStatuses.isComplete(deployment, DeploymentStatuses.last(deployment))) {
            writer.deleteExpired(rollout);
        }
    }

    /** So that a Deployment that rested for longer than its deadline is not called late when it goes on. Empty if it is gone. */
    private Optional<Deployment> notePause(Deployment deployment) {
        if (!DeploymentStatuses.hasProgressDeadline(deployment)) {
            return Optional.of(deployment);
        }
        DeploymentStatus last = DeploymentStatuses.last(deployment);
        DeploymentCondition progressing = Conditions.progressing(last);
        String reason = progressing == null ? "" : progressing.getReason();
        if ("ProgressDeadlineExceeded".equals(reason)) {
            return Optional.of(deployment);
        }
        boolean noted = "DeploymentPaused".equals(reason);
        if (noted == isPaused(deployment)) {
            return Optional.of(deployment);
        }
        DeploymentStatus status = new DeploymentStatusBuilder(last).build();
        Conditions.set(
                status,
                noted
                        ? Conditions.progressing("Unknown", "DeploymentResumed", "Deployment is resumed")
                        : Conditions.progressing("Unknown", "DeploymentPaused", "Deployment is paused"),
                clock.instant());
        return statuses.write(
                new DeploymentBuilder(deployment).withStatus(status).build());
    }

    private Outcome reportCounts(Rollout rollout) {
        report(rollout, DeploymentStatuses.counts(rollout, clock.instant()));
        return Outcome.done();
    }

    private Outcome reportRollout(Rollout rollout) {
        Instant now = clock.instant();
        DeploymentStatus status = DeploymentStatuses.duringRollout(rollout, now);
        if (report(rollout, status)) {
            return Outcome.done(); // The change comes back as an event.
        }
        return DeploymentStatuses.untilDeadlineCheck(rollout.deployment(), status, now)
                .map(Outcome::requeueAfter)
                .orElse(Outcome.done());
    }

    private boolean report(Rollout rollout, DeploymentStatus status) {
        Deployment deployment = rollout.deployment();
        if (!DeploymentStatuses.differ(DeploymentStatuses.last(deployment), status)) {
            return false;
        }
        statuses.write(new DeploymentBuilder(deployment).withStatus(status).build());
        return true;
    }

    /** Only Recreate waits for pods themselves: for the last one to be gone. */
    private void podDeleted(Pod pod) {
        ReplicaSet replicaSet = pods.ownerOf(pod);
        Deployment owner = replicaSet == null ? null : replicaSets.ownerOf(replicaSet);
        if (owner != null && !Bounds.isRollingUpdate(owner)) {
            loop.enqueue(owner);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
