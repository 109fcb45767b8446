package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Numbers;
import java.util.List;

/** How fast pods are replaced: counts or percentages of them. */
final class RollingUpdates {
    private static final List<String> DAEMON_SET_STRATEGIES = List.of("RollingUpdate", "OnDelete");

    private RollingUpdates() {}

    static void deployment(JsonNode rolling, Path path, FieldErrors errors) {
        JsonNode unavailable = Tree.get(rolling, "maxUnavailable");
        JsonNode surge = Tree.get(rolling, "maxSurge");
        Numbers.intOrPercent(unavailable, path.child("maxUnavailable"), errors);
        Numbers.intOrPercent(surge, path.child("maxSurge"), errors);
        if (isZero(unavailable) && isZero(surge)) {
            errors.invalid(path.child("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0");
        }
        notMoreThanAll(unavailable, path.child("maxUnavailable"), errors);
    }

    static void daemonSet(JsonNode strategy, Path path, FieldErrors errors) {
        JsonNode rolling = Tree.get(strategy, "rollingUpdate");
        switch (Tree.text(strategy, "type")) {
            case "OnDelete" -> {
                // Whoever deletes a pod sets the pace.
            }
            case "RollingUpdate" -> {
                if (rolling.isMissingNode()) {
                    errors.required(path.child("rollingUpdate"), "");
                } else {
                    rollingDaemonSet(rolling, path.child("rollingUpdate"), errors);
                }
            }
            default ->
                errors.notSupported(path, InternalForm.of("DaemonSetUpdateStrategy", strategy), DAEMON_SET_STRATEGIES);
        }
    }

    private static void rollingDaemonSet(JsonNode rolling, Path path, FieldErrors errors) {
        JsonNode unavailable = Tree.get(rolling, "maxUnavailable");
        JsonNode surge = Tree.get(rolling, "maxSurge");
        Numbers.intOrPercent(unavailable, path.child("maxUnavailable"), errors);
        Numbers.intOrPercent(surge, path.child("maxSurge"), errors);
        notMoreThanAll(unavailable, path.child("maxUnavailable"), errors);
        notMoreThanAll(surge, path.child("maxSurge"), errors);
        if (!isZero(unavailable) && !isZero(surge)) {
            errors.invalid(path.child("maxSurge"), surge, "may not be set when maxUnavailable is non-zero");
        } else if (isZero(unavailable) && isZero(surge)) {
            errors.required(path.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        }
    }

    static void statefulSet(JsonNode rolling, Path path, FieldErrors errors) {
        Numbers.nonNegative(rolling, "partition", path, errors);
    }

    private static void notMoreThanAll(JsonNode value, Path path, FieldErrors errors) {
        if (Numbers.percent(value) > 100) {
            errors.invalid(path, value, "must not be greater than 100%");
        }
    }

    /** Upstream reads a text that is neither a number nor a percentage as 0. */
    private static boolean isZero(JsonNode value) {
        if (!value.isTextual()) {
            return value.asLong() == 0;
        }
        long percent = Numbers.percent(value);
        return percent >= 0 ? percent == 0 : Numbers.atoi(value.textValue()) == 0;
    }
}
