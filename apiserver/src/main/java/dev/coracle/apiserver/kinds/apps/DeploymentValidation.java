package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import java.util.List;

/** apps/validation's ValidateDeploymentSpec and ValidateDeploymentStatus. */
final class DeploymentValidation {
    private static final FieldRule STRATEGY = choice("type")
            .when(
                    "Recreate",
                    field("rollingUpdate").forbidden("may not be specified when strategy `type` is 'Recreate'"))
            .when("RollingUpdate", strategy -> RollingUpdates.OF_DEPLOYMENT.check(strategy.at("rollingUpdate")))
            .otherwise(strategy -> strategy.errors()
                    .notSupported(
                            strategy.path(),
                            InternalForm.of("DeploymentStrategy", strategy.node()),
                            List.of("Recreate", "RollingUpdate")));
    private static final FieldRule SPEC = all(
            field("replicas").nonNegative(),
            ReplicatedPods::validate,
            spec -> STRATEGY.check(spec.at("strategy")),
            field("minReadySeconds").nonNegative(),
            field("revisionHistoryLimit").nonNegative(),
            field("progressDeadlineSeconds").nonNegative().to(DeploymentValidation::deadline));
    private static final FieldRule STATUS = all(
            field("observedGeneration").nonNegative(),
            field("replicas").nonNegative(),
            field("updatedReplicas").nonNegative(),
            field("readyReplicas").nonNegative(),
            field("availableReplicas").nonNegative(),
            field("unavailableReplicas").nonNegative(),
            field("terminatingReplicas").nonNegative(),
            field("collisionCount").nonNegative());

    private DeploymentValidation() {}

    static void validate(ObjectNode object, FieldErrors errors) {
        SPEC.check(Field.spec(object, errors));
    }

    private static void deadline(Field deadline) {
        if (deadline.number() <= deadline.parent().number("minReadySeconds")) {
            deadline.invalid("must be greater than minReadySeconds");
        }
    }

    static void status(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field status = Field.status(object, errors);
        STATUS.check(status);
        ReplicatedPods.notMoreThanReplicas(status, "updatedReplicas", "readyReplicas", "availableReplicas");
        ReplicatedPods.availableAreReady(status, "readyReplicas");
        ReplicatedPods.collisionsOnlyGrow(status, old);
    }
}
