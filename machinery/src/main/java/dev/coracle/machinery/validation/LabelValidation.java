package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
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

    public static void labels(JsonNode labels, Path path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(labels)) {
            labelName(entry.getKey(), path, errors);
            String value = entry.getValue().asText();
            for (String message : QualifiedNames.value(value)) {
                errors.invalid(path, value, message);
            }
        }
    }

    public static void labelName(String name, Path path, FieldErrors errors) {
        for (String message : QualifiedNames.key(name)) {
            errors.invalid(path, name, message);
        }
    }

    /** A finalizer's name; without a domain only Kubernetes' own are known. */
    public static void kubernetesFinalizer(String name, Path path, FieldErrors errors) {
        if (name.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(name)) {
            errors.invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified");
        }
    }

    public static void annotations(JsonNode annotations, Path path, FieldErrors errors) {
        long size = 0;
        for (Map.Entry<String, JsonNode> entry : Tree.entries(annotations)) {
            String key = entry.getKey();
            for (String message : QualifiedNames.key(key.toLowerCase(Locale.ROOT))) {
                errors.invalid(path, key, message);
            }
            size += utf8Length(key) + utf8Length(entry.getValue().asText());
        }
        if (size > MAX_ANNOTATIONS) {
            errors.tooLong(path, MAX_ANNOTATIONS);
        }
    }

    /** A {@code metav1.LabelSelector}; a missing one is fine. */
    public static void selector(JsonNode selector, Path path, FieldErrors errors) {
        labels(Tree.get(selector, "matchLabels"), path.child("matchLabels"), errors);
        int i = 0;
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            requirement(expression, path.child("matchExpressions").index(i++), errors);
        }
    }

    private static void requirement(JsonNode requirement, Path path, FieldErrors errors) {
        String operator = Tree.text(requirement, "operator");
        boolean empty = Tree.isEmpty(requirement, "values");
        switch (operator) {
            case "In", "NotIn" -> {
                if (empty) {
                    errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!empty) {
                    errors.forbidden(
                            path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> errors.invalid(path.child("operator"), operator, "not a valid selector operator");
        }
        labelName(Tree.text(requirement, "key"), path.child("key"), errors);
        int i = 0;
        for (JsonNode value : Tree.get(requirement, "values")) {
            for (String message : QualifiedNames.value(value.asText())) {
                errors.invalid(path.child("values").index(i), value.asText(), message);
            }
            i++;
        }
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
