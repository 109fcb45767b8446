package dev.coracle.controllers.core;

import dev.coracle.machinery.selector.SelectorOperator;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluates label selectors. */
public final class LabelSelectors {
    /** Greater and less are for selectors of nodes only. */
    private static final Set<SelectorOperator> OPERATORS =
            EnumSet.range(SelectorOperator.IN, SelectorOperator.DOES_NOT_EXIST);

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
        return SelectorOperator.find(requirement.getOperator())
                .filter(OPERATORS::contains)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + requirement.getOperator() + "\" is not a valid label selector operator"))
                .accepts(labels.get(requirement.getKey()), requirement.getValues());
    }
}
