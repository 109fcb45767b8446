package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Numbers;
import java.util.List;

/** apps/validation's ValidateDeploymentSpec and ValidateDeploymentStatus. */
final class DeploymentValidation {
    private static final Path SPEC = Path.of("spec");
    private static final Path STATUS = Path.of("status");
    private static final List<String> STRATEGIES = List.of("Recreate", "RollingUpdate");

    private DeploymentValidation() {}

    static void validate(ObjectNode object, FieldErrors errors) {
        JsonNode spec = Tree.spec(object);
        Numbers.nonNegative(spec, "replicas", SPEC, errors);
        ReplicatedPods.validate(spec, errors);
        strategy(Tree.get(spec, "strategy"), SPEC.child("strategy"), errors);
        Numbers.nonNegative(spec, "minReadySeconds", SPEC, errors);
        Numbers.nonNegative(spec, "revisionHistoryLimit", SPEC, errors);
        if (Tree.has(spec, "progressDeadlineSeconds")) {
            Numbers.nonNegative(spec, "progressDeadlineSeconds", SPEC, errors);
            long deadline = Tree.number(spec, "progressDeadlineSeconds");
            if (deadline <= Tree.number(spec, "minReadySeconds")) {
                errors.invalid(SPEC.child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
            }
        }
    }

    private static void strategy(JsonNode strategy, Path path, FieldErrors errors) {
        String type = Tree.text(strategy, "type");
        JsonNode rolling = Tree.get(strategy, "rollingUpdate");
        switch (type) {
            case "Recreate" -> {
                if (!rolling.isMissingNode()) {
                    errors.forbidden(
                            path.child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> RollingUpdates.deployment(rolling, path.child("rollingUpdate"), errors);
            default -> errors.notSupported(path, InternalForm.of("DeploymentStrategy", strategy), STRATEGIES);
        }
    }

    static void status(ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode status = Tree.status(object);
        for (String field : new String[] {
            "observedGeneration",
            "replicas",
            "updatedReplicas",
            "readyReplicas",
            "availableReplicas",
            "unavailableReplicas",
            "terminatingReplicas",
            "collisionCount"
        }) {
            Numbers.nonNegative(status, field, STATUS, errors);
        }
        ReplicatedPods.notMoreThanReplicas(status, errors, "updatedReplicas", "readyReplicas", "availableReplicas");
        ReplicatedPods.collisionsOnlyGrow(object, old, errors);
    }
}
