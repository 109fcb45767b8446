package dev.coracle.machinery.validation;

import java.util.List;
import java.util.Map;

/** Warnings about node labels that have another name now, wherever nodes are selected (pkg/api/node, v1.36). */
public final class NodeLabels {
    private static final Map<String, String> DEPRECATED = Map.of(
            "beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
            "beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead",
            "failure-domain.beta.kubernetes.io/region",
                    "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
            "failure-domain.beta.kubernetes.io/zone",
                    "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
            "beta.kubernetes.io/instance-type",
                    "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
            "app.kubernetes.io/created-by", "deprecated since v1.9",
            "scheduler.alpha.kubernetes.io/preferAvoidPods",
                    "deprecated since v1.22; use Taints and Tolerations instead",
            "node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead");

    private NodeLabels() {}

    /** What to say of a label; empty for a label in use. */
    public static String deprecation(String label) {
        return DEPRECATED.getOrDefault(label, "");
    }

    /** Adds what is worth a warning; with {@code checkValues} also values that are no label values. */
    public static void warnings(Field term, boolean checkValues, List<String> warnings) {
        for (Field expression : term.each("matchExpressions")) {
            Field key = expression.at("key");
            if (!deprecation(key.text()).isEmpty()) {
                warnings.add(key.path() + ": " + key.text() + " is " + deprecation(key.text()));
            }
            if (checkValues) {
                for (Field value : expression.each("values")) {
                    for (String message : QualifiedNames.value(value.text())) {
                        warnings.add(value.path() + ": " + value.text() + " is invalid, " + message);
                    }
                }
            }
        }
    }
}
