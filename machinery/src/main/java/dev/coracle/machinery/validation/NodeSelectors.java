package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;

/** Selectors of nodes, in a pod's affinity and in a volume's. */
public final class NodeSelectors {
    private static final String OPERATOR_RULE = "not a valid selector operator";

    private NodeSelectors() {}

    /** A {@code v1.NodeSelector}, which has terms. */
    public static void validate(JsonNode selector, Path path, FieldErrors errors) {
        Path terms = path.child("nodeSelectorTerms");
        if (Tree.isEmpty(selector, "nodeSelectorTerms")) {
            errors.required(terms, "must have at least one node selector term");
        }
        int i = 0;
        for (JsonNode term : Tree.get(selector, "nodeSelectorTerms")) {
            term(term, true, terms.index(i++), errors);
        }
    }

    /** Checks one term; {@code checkValues} is off for preferences, whose values were never held to be label values. */
    public static void term(JsonNode term, boolean checkValues, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode requirement : Tree.get(term, "matchExpressions")) {
            expression(requirement, checkValues, path.child("matchExpressions").index(i++), errors);
        }
        i = 0;
        for (JsonNode requirement : Tree.get(term, "matchFields")) {
            field(requirement, path.child("matchFields").index(i++), errors);
        }
    }

    private static void expression(JsonNode requirement, boolean checkValues, Path path, FieldErrors errors) {
        JsonNode values = Tree.get(requirement, "values");
        String operator = Tree.text(requirement, "operator");
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.forbidden(
                            path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            case "Gt", "Lt" -> {
                if (values.size() != 1) {
                    errors.required(
                            path.child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> errors.invalid(path.child("operator"), operator, OPERATOR_RULE);
        }
        LabelValidation.labelName(Tree.text(requirement, "key"), path.child("key"), errors);
        int i = 0;
        for (JsonNode value : values) {
            if (checkValues) {
                for (String message : QualifiedNames.value(value.asText())) {
                    errors.invalid(path.child("values").index(i), value.asText(), message);
                }
            }
            i++;
        }
    }

    private static void field(JsonNode requirement, Path path, FieldErrors errors) {
        JsonNode values = Tree.get(requirement, "values");
        String operator = Tree.text(requirement, "operator");
        if (!operator.equals("In") && !operator.equals("NotIn")) {
            errors.invalid(path.child("operator"), operator, OPERATOR_RULE);
        } else if (values.size() != 1) {
            errors.required(
                    path.child("values"),
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }
        String key = Tree.text(requirement, "key");
        if (!key.equals("metadata.name")) {
            errors.invalid(path.child("key"), key, "not a valid field selector key");
            return;
        }
        int i = 0;
        for (JsonNode value : values) {
            Names.dnsSubdomain(value.asText(), path.child("values").index(i++), errors);
        }
    }
}
