package dev.coracle.controllers.core;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates label selectors. */
public final class LabelSelectors {
    private LabelSelectors() {}

    /** Whether the labels satisfy the selector: nothing satisfies a missing one, everything an empty one. */
    public static boolean matches(@Nullable LabelSelector selector, @Nullable Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        Map<String, String> present = labels == null ? Map.of() : labels;
        return matches(selector.getMatchLabels(), present)
                && selector.getMatchExpressions().stream().allMatch(r -> satisfies(r, present));
    }

    /** Whether every label of {@code wanted} is there with that value. */
    public static boolean matches(@Nullable Map<String, String> wanted, @Nullable Map<String, String> labels) {
        if (wanted == null || wanted.isEmpty()) {
            return true;
        }
        return labels != null
                && wanted.entrySet().stream().allMatch(e -> e.getValue().equals(labels.get(e.getKey())));
    }

    public static boolean isEmpty(@Nullable LabelSelector selector) {
        return selector == null
                || ((selector.getMatchLabels() == null
                                || selector.getMatchLabels().isEmpty())
                        && selector.getMatchExpressions().isEmpty());
    }

    private static boolean satisfies(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        List<String> values = requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default ->
                throw new IllegalArgumentException(
                        "\"" + requirement.getOperator() + "\" is not a valid label selector operator");
        };
    }
}
