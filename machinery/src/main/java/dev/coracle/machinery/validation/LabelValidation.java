package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.selector.SelectorOperator;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Labels, annotations and label selectors. */
public final class LabelValidation {
    private static final int MAX_ANNOTATIONS = 256 * 1024;
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");

    private LabelValidation() {}

    public static void labels(Field labels) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(labels.node())) {
            String key = entry.getKey();
            String value = entry.getValue().asText();
            QualifiedNames.key(key).forEach(message -> labels.invalid(key, message));
            QualifiedNames.value(value).forEach(message -> labels.invalid(value, message));
        }
    }

    public static void labelName(Field name) {
        QualifiedNames.key(name.text()).forEach(message -> name.invalid(name.text(), message));
    }

    public static void labelValue(Field value) {
        QualifiedNames.value(value.text()).forEach(message -> value.invalid(value.text(), message));
    }

    /** A finalizer's name; without a domain only Kubernetes' own are known. */
    public static void kubernetesFinalizer(Field finalizer) {
        if (finalizer.text().indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(finalizer.text())) {
            finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
        }
    }

    public static void annotations(Field annotations) {
        long size = 0;
        for (Map.Entry<String, JsonNode> entry : Tree.entries(annotations.node())) {
            String key = entry.getKey();
            for (String message : QualifiedNames.key(key.toLowerCase(Locale.ROOT))) {
                annotations.invalid(key, message);
            }
            size += utf8Length(key) + utf8Length(entry.getValue().asText());
        }
        if (size > MAX_ANNOTATIONS) {
            annotations.tooLong(MAX_ANNOTATIONS);
        }
    }

    /** A {@code metav1.LabelSelector}; a missing one is fine. */
    public static void selector(Field selector) {
        labels(selector.at("matchLabels"));
        selector.each("matchExpressions").forEach(LabelValidation::requirement);
    }

    /** A selector that may never change. */
    public static void unchanged(Field selector, JsonNode old) {
        if (!Tree.same(selector.node(), old)) {
            selector.invalid(PrintedForms.selector(selector.node()), ObjectMetaValidation.IMMUTABLE);
        }
    }

    private static void requirement(Field requirement) {
        Field values = requirement.at("values");
        switch (requirement.text("operator")) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    values.required("must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default ->
                requirement.at("operator").invalid(requirement.text("operator"), "not a valid selector operator");
        }
        labelName(requirement.at("key"));
        values.each().forEach(LabelValidation::labelValue);
    }

    /** Whether a selector can be matched with labels: {@code LabelSelectorAsSelector} would not fail. */
    public static boolean isUsable(JsonNode selector) {
        for (Map.Entry<String, JsonNode> label : Tree.entries(Tree.get(selector, "matchLabels"))) {
            if (!QualifiedNames.key(label.getKey()).isEmpty()
                    || !QualifiedNames.value(label.getValue().asText()).isEmpty()) {
                return false;
            }
        }
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            JsonNode values = Tree.get(expression, "values");
            boolean fits = switch (Tree.text(expression, "operator")) {
                case "In", "NotIn" -> !values.isEmpty();
                case "Exists", "DoesNotExist" -> values.isEmpty();
                default -> false;
            };
            for (JsonNode value : values) {
                fits &= QualifiedNames.value(value.asText()).isEmpty();
            }
            if (!fits || !QualifiedNames.key(Tree.text(expression, "key")).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a selector says nothing, and so selects everything. */
    public static boolean isEmpty(JsonNode selector) {
        return Tree.isEmpty(selector, "matchLabels") && Tree.isEmpty(selector, "matchExpressions");
    }

    /** Whether a valid selector selects {@code labels}. A missing or empty one selects everything. */
    public static boolean matches(JsonNode selector, JsonNode labels) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(selector, "matchLabels"))) {
            JsonNode value = Tree.get(labels, entry.getKey());
            if (value.isMissingNode() || !value.asText().equals(entry.getValue().asText())) {
                return false;
            }
        }
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            if (!meets(expression, Tree.get(labels, Tree.text(expression, "key")))) {
                return false;
            }
        }
        return true;
    }

    private static boolean meets(JsonNode requirement, JsonNode value) {
        List<String> values = new ArrayList<>();
        Tree.get(requirement, "values").forEach(listed -> values.add(listed.asText()));
        return SelectorOperator.find(Tree.text(requirement, "operator"))
                .orElse(SelectorOperator.DOES_NOT_EXIST)
                .accepts(value.isMissingNode() ? null : value.asText(), values);
    }

    private static long utf8Length(String text) {
        long length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A surrogate pair is four bytes, so each half counts two.
            length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return length;
    }
}
