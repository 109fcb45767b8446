package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import java.util.Map;

/** A volume's node affinity stays as it is, but labels that were beta may take the names they have now. */
final class NodeAffinityContinuity {
    private static final Map<String, String> SUCCESSORS = Map.of(
            "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
            "beta.kubernetes.io/os", "kubernetes.io/os",
            "beta.kubernetes.io/arch", "kubernetes.io/arch",
            "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

    private NodeAffinityContinuity() {}

    static void validate(JsonNode now, JsonNode before, FieldErrors errors) {
        if (!same(now, before)) {
            errors.invalid(
                    Path.of("nodeAffinity"),
                    InternalForm.of("VolumeNodeAffinity", now),
                    "field is immutable, except for updating from beta label to GA");
        }
    }

    private static boolean same(JsonNode now, JsonNode before) {
        ObjectNode renamed = before.deepCopy();
        JsonNode terms = Tree.get(renamed, "required", "nodeSelectorTerms");
        JsonNode newTerms = Tree.get(now, "required", "nodeSelectorTerms");
        for (int i = 0; i < Math.min(terms.size(), newTerms.size()); i++) {
            JsonNode expressions = Tree.get(terms.get(i), "matchExpressions");
            JsonNode newExpressions = Tree.get(newTerms.get(i), "matchExpressions");
            for (int j = 0; j < Math.min(expressions.size(), newExpressions.size()); j++) {
                String key = Tree.text(newExpressions.get(j), "key");
                if (expressions.get(j) instanceof ObjectNode expression
                        && key.equals(SUCCESSORS.get(Tree.text(expression, "key")))) {
                    expression.put("key", key);
                }
            }
        }
        return Tree.same(now, renamed);
    }
}
