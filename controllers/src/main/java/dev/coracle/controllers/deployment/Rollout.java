package dev.coracle.controllers.deployment;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment and its ReplicaSets, told apart: the one whose template is the Deployment's (if there is one yet), and
 * the others, oldest first.
 */
record Rollout(Deployment deployment, @Nullable ReplicaSet newest, List<ReplicaSet> old) {
    static final String HASH_LABEL = "pod-template-hash";

    Rollout {
        old = List.copyOf(old);
    }

    static Rollout of(Deployment deployment, List<ReplicaSet> replicaSets) {
        List<ReplicaSet> old = new ArrayList<>();
        ReplicaSet newest = null;
        for (ReplicaSet replicaSet :
                replicaSets.stream().sorted(Replicas.OLDEST_FIRST).toList()) {
            // Of several with this template the oldest is used, so that every controller picks the same one.
            if (newest == null && hasTemplateOf(replicaSet, deployment)) {
                newest = replicaSet;
            } else {
                old.add(replicaSet);
            }
        }
        return new Rollout(deployment, newest, old);
    }

    static boolean hasTemplateOf(ReplicaSet replicaSet, Deployment deployment) {
        return withoutHash(replicaSet.getSpec().getTemplate())
                .equals(withoutHash(deployment.getSpec().getTemplate()));
    }

    private static PodTemplateSpec withoutHash(PodTemplateSpec template) {
        return new PodTemplateSpecBuilder(template)
                .editOrNewMetadata()
                .removeFromLabels(HASH_LABEL)
                .endMetadata()
                .build();
    }

    Rollout with(Deployment changed) {
        return new Rollout(changed, newest, old);
    }

    Rollout with(ReplicaSet changedNewest) {
        return new Rollout(deployment, changedNewest, old);
    }

    List<ReplicaSet> all() {
        List<ReplicaSet> all = new ArrayList<>(old);
        if (newest != null) {
            all.add(newest);
        }
        return all;
    }

    List<ReplicaSet> activeOld() {
        return old.stream().filter(rs -> Replicas.wanted(rs) > 0).toList();
    }

    List<ReplicaSet> active() {
        return all().stream().filter(rs -> Replicas.wanted(rs) > 0).toList();
    }
}
