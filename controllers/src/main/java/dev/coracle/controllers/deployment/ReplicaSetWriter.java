package dev.coracle.controllers.deployment;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.OwnerReferences;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Numbers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;

/**
 * Carries out what {@link RolloutPlan} decided: creates, annotates, scales and deletes ReplicaSets, and keeps the
 * Deployment's revision in step. Every update carries the resourceVersion it was decided on, so a stale cache costs a
 * conflict and another try, never a wrong step.
 */
final class ReplicaSetWriter {
    private final KubernetesClient client;
    private final Clock clock;
    private final EventRecorder events;

    ReplicaSetWriter(KubernetesClient client, Clock clock, EventRecorder events) {
        this.client = client;
        this.clock = clock;
        this.events = events;
    }

    /** Brings the newest ReplicaSet's revision and annotations up to date, creating it if that is asked for. */
    Rollout syncNewest(Rollout rollout, boolean create) {
        if (rollout.newest() != null) {
            return update(rollout, rollout.newest());
        }
        return create ? create(rollout) : rollout;
    }

    private Rollout update(Rollout rollout, ReplicaSet newest) {
        Deployment deployment = rollout.deployment();
        long revision = Revisions.highest(rollout.old()) + 1;
        Map<String, String> annotations = Revisions.forNewest(deployment, newest, revision);
        int minReadySeconds = Numbers.orZero(deployment.getSpec().getMinReadySeconds());
        if (!annotations.equals(Revisions.annotations(newest))
                || minReadySeconds != Numbers.orZero(newest.getSpec().getMinReadySeconds())) {
            ReplicaSet updated = client.resource(new ReplicaSetBuilder(newest)
                            .editMetadata()
                            .withAnnotations(annotations)
                            .endMetadata()
                            .editSpec()
                            .withMinReadySeconds(minReadySeconds)
                            .endSpec()
                            .build())
                    .update();
            return rollout.with(updated);
        }
        return rollout.with(recordRevision(
                deployment,
                Objects.requireNonNullElse(annotations.get(Revisions.REVISION), "1"),
                Conditions.progressing(
                        "True",
                        "FoundNewReplicaSet",
                        "Found new replica set \"" + newest.getMetadata().getName() + "\""),
                false));
    }

    private Rollout create(Rollout rollout) {
        Deployment deployment = rollout.deployment();
        ReplicaSet wanted = describeNewest(rollout);
        String name = wanted.getMetadata().getName();
        boolean created = true;
        ReplicaSet newest;
        try {
            newest = client.resource(wanted).create();
        } catch (KubernetesClientException e) {
            if (ApiErrors.isNamespaceTerminating(e)) {
                return rollout; // Nothing can be created there any more.
            }
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                reportFailure(deployment, name, e);
                throw e;
            }
            newest = client.resource(wanted).get();
            if (newest == null) {
                throw e;
            }
            if (!OwnerReferences.isControlledBy(newest, deployment) || !Rollout.hasTemplateOf(newest, deployment)) {
                countCollision(deployment);
                return rollout;
            }
            created = false; // By an earlier try of ours that the cache has not seen yet.
        }
        if (created && Replicas.wanted(newest) > 0) {
            events.normal(
                    deployment,
                    "ScalingReplicaSet",
                    "Scaled up replica set " + name + " from 0 to " + Replicas.wanted(newest));
        }
        Deployment recorded = recordRevision(
                deployment,
                Objects.requireNonNullElse(Revisions.annotations(newest).get(Revisions.REVISION), "1"),
                Conditions.progressing("True", "NewReplicaSetCreated", "Created new replica set \"" + name + "\""),
                created);
        return new Rollout(recorded, newest, rollout.old());
    }

    static ReplicaSet describeNewest(Rollout rollout) {
        Deployment deployment = rollout.deployment();
        String hash = TemplateHash.of(
                deployment.getSpec().getTemplate(),
                Numbers.orZero(DeploymentStatuses.last(deployment).getCollisionCount()));
        ReplicaSet bare = new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(deployment.getMetadata().getName() + "-" + hash)
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .addToLabels(Rollout.HASH_LABEL, hash)
                .withOwnerReferences(OwnerReferences.controllerReference(deployment))
                .endMetadata()
                .build();
        long revision = Revisions.highest(rollout.old()) + 1;
        return new ReplicaSetBuilder(bare)
                .editMetadata()
                .withAnnotations(
                        Revisions.withSizes(Revisions.forNewest(deployment, bare, revision), Bounds.of(deployment)))
                .endMetadata()
                .withNewSpec()
                .withReplicas(RolloutPlan.newReplicas(deployment, rollout.old(), 0))
                .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                .withNewSelectorLike(deployment.getSpec().getSelector())
                .addToMatchLabels(Rollout.HASH_LABEL, hash)
                .endSelector()
                .withNewTemplateLike(deployment.getSpec().getTemplate())
                .editMetadata()
                .addToLabels(Rollout.HASH_LABEL, hash)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** The revision, and why the rollout progresses: always if {@code news}, else only if nothing is known yet. */
    private Deployment recordRevision(
            Deployment deployment, String revision, Conditions.Finding finding, boolean news) {
        DeploymentStatus last = DeploymentStatuses.last(deployment);
        boolean tell =
                DeploymentStatuses.hasProgressDeadline(deployment) && (news || Conditions.progressing(last) == null);
        if (!tell && revision.equals(Revisions.annotations(deployment).get(Revisions.REVISION))) {
            return deployment;
        }
        DeploymentStatus status = new DeploymentStatusBuilder(last).build();
        if (tell) {
            Conditions.set(status, finding, clock.instant());
        }
        // The status subresource of Deployments takes annotations along, so this is one write.
        return client.resource(new DeploymentBuilder(deployment)
                        .editMetadata()
                        .addToAnnotations(Revisions.REVISION, revision)
                        .endMetadata()
                        .withStatus(status)
                        .build())
                .updateStatus();
    }

    private void reportFailure(Deployment deployment, String name, KubernetesClientException e) {
        String message = "Failed to create new replica set \"" + name + "\": " + ApiErrors.describe(e);
        events.warning(deployment, "ReplicaSetCreateError", message);
        if (DeploymentStatuses.hasProgressDeadline(deployment)) {
            DeploymentStatus status = new DeploymentStatusBuilder(DeploymentStatuses.last(deployment)).build();
            Conditions.set(status, Conditions.progressing("False", "ReplicaSetCreateError", message), clock.instant());
            client.resource(new DeploymentBuilder(deployment).withStatus(status).build())
                    .updateStatus();
        }
    }

    private void countCollision(Deployment deployment) {
        DeploymentStatus last = DeploymentStatuses.last(deployment);
        client.resource(new DeploymentBuilder(deployment)
                        .withStatus(new DeploymentStatusBuilder(last)
                                .withCollisionCount(Numbers.orZero(last.getCollisionCount()) + 1)
                                .build())
                        .build())
                .updateStatus();
    }

    /** Scales and notes what for; does nothing if both are so already. */
    void scale(Deployment deployment, RolloutPlan.Scaling scaling) {
        ReplicaSet replicaSet = scaling.replicaSet();
        Map<String, String> annotations = Revisions.withSizes(Revisions.annotations(replicaSet), Bounds.of(deployment));
        if (!scaling.changesSize() && annotations.equals(Revisions.annotations(replicaSet))) {
            return;
        }
        client.resource(new ReplicaSetBuilder(replicaSet)
                        .editMetadata()
                        .withAnnotations(annotations)
                        .endMetadata()
                        .editSpec()
                        .withReplicas(scaling.replicas())
                        .endSpec()
                        .build())
                .update();
        if (scaling.changesSize()) {
            int before = Replicas.wanted(replicaSet);
            events.normal(
                    deployment,
                    "ScalingReplicaSet",
                    "Scaled " + (before < scaling.replicas() ? "up" : "down") + " replica set "
                            + replicaSet.getMetadata().getName() + " from " + before + " to " + scaling.replicas());
        }
    }

    void deleteExpired(Rollout rollout) {
        RolloutPlan.expired(rollout).forEach(rs -> client.resource(rs).delete());
    }
}
