package dev.coracle.controllers.deployment;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.OwnerReferences;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.LabelSelectors;
import dev.coracle.controllers.core.OwnerClaim;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rolls Deployments forward, back, up and down by scaling their ReplicaSets. */
public final class DeploymentController implements Controller {
    public static final String NAME = "deployment-controller";

    private static final String BY_OWNER = "controllerUid";
    private static final String ORPHANS_BY_NAMESPACE = "orphansByNamespace";

    private final KubernetesClient client;
    private final Clock clock;
    private final Informer<Deployment> deployments;
    private final Informer<ReplicaSet> replicaSets;
    private final Informer<Pod> pods;
    private final EventRecorder events;
    private final ReplicaSetWriter writer;
    private final ReconcileLoop<ObjectKey> loop;

    public DeploymentController(ControllerContext context) {
        client = context.client();
        clock = context.clock();
        events = new EventRecorder(client, clock, NAME);
        writer = new ReplicaSetWriter(client, clock, events);
        loop = new ReconcileLoop<>(NAME, clock, context.workers(), this::reconcile);
        deployments = context.informers().of(Deployment.class);
        replicaSets = context.informers()
                .of(ReplicaSet.class)
                .index(BY_OWNER, OwnerReferences::controllerUid)
                .index(ORPHANS_BY_NAMESPACE, DeploymentController::namespaceOfOrphan);
        pods = context.informers().of(Pod.class).index(BY_OWNER, OwnerReferences::controllerUid);
        deployments.onChange(this::enqueue);
        replicaSets.onEvents(this::replicaSetChanged, this::replicaSetUpdated, this::replicaSetChanged);
        pods.onEvents(pod -> {}, (before, after) -> {}, this::podDeleted);
    }

    @Override
    public void start() {
        events.start();
        loop.start();
    }

    Outcome reconcile(ObjectKey key) {
        Deployment deployment = deployments.get(key);
        if (deployment == null) {
            return Outcome.done();
        }
        if (LabelSelectors.isEmpty(deployment.getSpec().getSelector())) {
            events.warning(
                    deployment,
                    "SelectingAll",
                    "This deployment is selecting all pods. A non-empty selector is required.");
            return Outcome.done();
        }
        Rollout rollout = Rollout.of(deployment, claimReplicaSets(deployment));
        if (deployment.getMetadata().getDeletionTimestamp() != null) {
            return reportCounts(rollout);
        }
        rollout = rollout.with(notePause(deployment));
        if (isPaused(deployment) || RolloutPlan.isScaling(rollout)) {
            return scale(rollout);
        }
        return Bounds.isRollingUpdate(deployment) ? rollForward(rollout) : recreate(rollout);
    }

    private List<ReplicaSet> claimReplicaSets(Deployment deployment) {
        Stream<ReplicaSet> own =
                replicaSets.byIndex(BY_OWNER, deployment.getMetadata().getUid()).stream();
        Stream<ReplicaSet> orphans =
                replicaSets
                        .byIndex(ORPHANS_BY_NAMESPACE, deployment.getMetadata().getNamespace())
                        .stream();
        return new OwnerClaim<ReplicaSet>(
                        client, deployment, deployment.getSpec().getSelector())
                .claim(Stream.concat(own, orphans).toList(), rs -> true);
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
                        .flatMap(rs -> pods.byIndex(BY_OWNER, rs.getMetadata().getUid()).stream())
                        .anyMatch(pod -> !PodFacts.isFinished(pod));
    }

    private void deleteExpiredIfComplete(Rollout rollout) {
        Deployment deployment = rollout.deployment();
        if (DeploymentStatuses.isComplete(deployment, DeploymentStatuses.last(deployment))) {
            writer.deleteExpired(rollout);
        }
    }

    /** So that a Deployment that rested for longer than its deadline is not called late when it goes on. */
    private Deployment notePause(Deployment deployment) {
        if (!DeploymentStatuses.hasProgressDeadline(deployment)) {
            return deployment;
        }
        DeploymentStatus last = DeploymentStatuses.last(deployment);
        DeploymentCondition progressing = Conditions.progressing(last);
        String reason = progressing == null ? "" : progressing.getReason();
        if ("ProgressDeadlineExceeded".equals(reason)) {
            return deployment;
        }
        boolean noted = "DeploymentPaused".equals(reason);
        if (noted == isPaused(deployment)) {
            return deployment;
        }
        DeploymentStatus status = new DeploymentStatusBuilder(last).build();
        Conditions.set(
                status,
                noted
                        ? Conditions.progressing("Unknown", "DeploymentResumed", "Deployment is resumed")
                        : Conditions.progressing("Unknown", "DeploymentPaused", "Deployment is paused"),
                clock.instant());
        return client.resource(
                        new DeploymentBuilder(deployment).withStatus(status).build())
                .updateStatus();
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
        client.resource(new DeploymentBuilder(deployment).withStatus(status).build())
                .updateStatus();
        return true;
    }

    private static List<String> namespaceOfOrphan(ReplicaSet replicaSet) {
        return OwnerReferences.controllerOf(replicaSet) == null
                ? List.of(replicaSet.getMetadata().getNamespace())
                : List.of();
    }

    private void enqueue(Deployment deployment) {
        loop.queue().add(ObjectKey.of(deployment));
    }

    private void replicaSetUpdated(ReplicaSet before, ReplicaSet after) {
        OwnerReference earlier = OwnerReferences.controllerOf(before);
        if (earlier != null && !earlier.equals(OwnerReferences.controllerOf(after))) {
            replicaSetChanged(before);
        }
        replicaSetChanged(after);
    }

    private void replicaSetChanged(ReplicaSet replicaSet) {
        Deployment owner = ownerOf(replicaSet);
        if (owner != null) {
            enqueue(owner);
        } else if (OwnerReferences.controllerOf(replicaSet) == null) {
            deployments.inNamespace(replicaSet.getMetadata().getNamespace()).stream()
                    .filter(d -> LabelSelectors.matches(
                            d.getSpec().getSelector(), replicaSet.getMetadata().getLabels()))
                    .forEach(this::enqueue);
        }
    }

    /** Only Recreate waits for pods themselves: for the last one to be gone. */
    private void podDeleted(Pod pod) {
        OwnerReference controller = OwnerReferences.controllerOf(pod);
        if (controller != null && "ReplicaSet".equals(controller.getKind())) {
            ReplicaSet replicaSet = replicaSets.get(pod.getMetadata().getNamespace(), controller.getName());
            Deployment owner = replicaSet == null ? null : ownerOf(replicaSet);
            if (owner != null && !Bounds.isRollingUpdate(owner)) {
                enqueue(owner);
            }
        }
    }

    private @Nullable Deployment ownerOf(ReplicaSet replicaSet) {
        OwnerReference controller = OwnerReferences.controllerOf(replicaSet);
        if (controller == null || !"Deployment".equals(controller.getKind())) {
            return null;
        }
        Deployment owner = deployments.get(replicaSet.getMetadata().getNamespace(), controller.getName());
        return owner != null && owner.getMetadata().getUid().equals(controller.getUid()) ? owner : null;
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
