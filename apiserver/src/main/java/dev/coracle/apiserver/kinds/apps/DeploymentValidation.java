package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Numbers;
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
            case "RollingUpdate" -> rolling(rolling, path.child("rollingUpdate"), errors);
            default -> {
                // Upstream shows the whole internal object here, under its Go names.
                ObjectNode shown = Tree.newObject().put("Type", type);
                shown.set("RollingUpdate", rolling.isMissingNode() ? shown.nullNode() : rolling);
                errors.notSupported(path, shown, STRATEGIES);
            }
        }
    }

    private static void rolling(JsonNode rolling, Path path, FieldErrors errors) {
        JsonNode unavailable = Tree.get(rolling, "maxUnavailable");
        JsonNode surge = Tree.get(rolling, "maxSurge");
        Numbers.intOrPercent(unavailable, path.child("maxUnavailable"), errors);
        Numbers.intOrPercent(surge, path.child("maxSurge"), errors);
        if (isZero(unavailable) && isZero(surge)) {
            errors.invalid(path.child("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0");
        }
        if (Numbers.percent(unavailable) > 100) {
            errors.invalid(path.child("maxUnavailable"), unavailable, "must not be greater than 100%");
        }
    }

    private static boolean isZero(JsonNode value) {
        return value.isTextual() ? Numbers.percent(value) == 0 : value.asLong() == 0;
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
            "collisionCount"
        }) {
            Numbers.nonNegative(status, field, STATUS, errors);
        }
        ReplicatedPods.notMoreThanReplicas(status, errors, "updatedReplicas", "readyReplicas", "availableReplicas");
        long collisions = Tree.number(status, "collisionCount");
        if (collisions < Tree.number(Tree.status(old), "collisionCount")) {
            errors.invalid(STATUS.child("collisionCount"), collisions, "cannot be decremented");
        }
    }
}
