package dev.coracle.machinery.validation;

/** Selectors of nodes, in a pod's affinity and in a volume's. */
public final class NodeSelectors {
    private static final String OPERATOR_RULE = "not a valid selector operator";

    private NodeSelectors() {}

    /** A {@code v1.NodeSelector}, which has terms. */
    public static void validate(Field selector) {
        Field terms = selector.at("nodeSelectorTerms");
        if (terms.isEmpty()) {
            terms.required("must have at least one node selector term");
        }
        terms.each().forEach(term -> term(term, true));
    }

    /** Checks one term; {@code checkValues} is off for preferences, whose values were never held to be label values. */
    public static void term(Field term, boolean checkValues) {
        term.each("matchExpressions").forEach(requirement -> expression(requirement, checkValues));
        term.each("matchFields").forEach(NodeSelectors::field);
    }

    private static void expression(Field requirement, boolean checkValues) {
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
            case "Gt", "Lt" -> {
                if (values.size() != 1) {
                    values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> requirement.at("operator").invalid(requirement.text("operator"), OPERATOR_RULE);
        }
        LabelValidation.labelName(requirement.at("key"));
        if (checkValues) {
            values.each().forEach(LabelValidation::labelValue);
        }
    }

    private static void field(Field requirement) {
        Field values = requirement.at("values");
        String operator = requirement.text("operator");
        if (!operator.equals("In") && !operator.equals("NotIn")) {
            requirement.at("operator").invalid(operator, OPERATOR_RULE);
        } else if (values.size() != 1) {
            values.required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }
        String key = requirement.text("key");
        if (!key.equals("metadata.name")) {
            requirement.at("key").invalid(key, "not a valid field selector key");
            return;
        }
        values.each().forEach(value -> value.obeys(NameRule.DNS_SUBDOMAIN));
    }
}
