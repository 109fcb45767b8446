package dev.coracle.controllers.replicaset;

import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerCondition;
import io.fabric8.kubernetes.api.model.ReplicationControllerConditionBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;

/** ReplicationControllers, which say the same as ReplicaSets in fewer words; upstream's adapter between the two. */
public final class ReplicationControllers implements ReplicaKind<ReplicationController> {
    public static final ControllerSpec SPEC = ReplicaSetController.spec(
            "replicationcontroller-controller", "replication-controller", new ReplicationControllers());

    private ReplicationControllers() {}

    @Override
    public Class<ReplicationController> type() {
        return ReplicationController.class;
    }

    @Override
    public ReplicaSet view(ReplicationController object) {
        return new ReplicaSetBuilder()
                .withMetadata(object.getMetadata())
                .withNewSpec()
                .withReplicas(object.getSpec().getReplicas())
                .withMinReadySeconds(object.getSpec().getMinReadySeconds())
                .withSelector(new LabelSelectorBuilder()
                        .withMatchLabels(object.getSpec().getSelector())
                        .build())
                .withTemplate(object.getSpec().getTemplate())
                .endSpec()
                .withStatus(object.getStatus() == null ? null : view(object.getStatus()))
                .build();
    }

    private static ReplicaSetStatus view(ReplicationControllerStatus status) {
        return new ReplicaSetStatusBuilder()
                .withReplicas(status.getReplicas())
                .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
                .withReadyReplicas(status.getReadyReplicas())
                .withAvailableReplicas(status.getAvailableReplicas())
                .withObservedGeneration(status.getObservedGeneration())
                .withConditions(status.getConditions().stream()
                        .map(ReplicationControllers::view)
                        .toList())
                .build();
    }

    private static ReplicaSetCondition view(ReplicationControllerCondition condition) {
        return new ReplicaSetConditionBuilder()
                .withType(condition.getType())
                .withStatus(condition.getStatus())
                .withReason(condition.getReason())
                .withMessage(condition.getMessage())
                .withLastTransitionTime(condition.getLastTransitionTime())
                .build();
    }

    @Override
    public ReplicationController withStatus(ReplicationController object, ReplicaSetStatus status) {
        return new ReplicationControllerBuilder(object)
                .withStatus(new ReplicationControllerStatusBuilder()
                        .withReplicas(status.getReplicas())
                        .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
                        .withReadyReplicas(status.getReadyReplicas())
                        .withAvailableReplicas(status.getAvailableReplicas())
                        .withObservedGeneration(status.getObservedGeneration())
                        .withConditions(status.getConditions().stream()
                                .map(ReplicationControllers::condition)
                                .toList())
                        .build())
                .build();
    }

    private static ReplicationControllerCondition condition(ReplicaSetCondition condition) {
        return new ReplicationControllerConditionBuilder()
                .withType(condition.getType())
                .withStatus(condition.getStatus())
                .withReason(condition.getReason())
                .withMessage(condition.getMessage())
                .withLastTransitionTime(condition.getLastTransitionTime())
                .build();
    }
}
