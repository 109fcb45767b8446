package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;

/** Turns matchLabelKeys and mismatchLabelKeys of a new pod into expressions with the pod's own label values. */
final class MatchLabelKeys {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private MatchLabelKeys() {}

    static void apply(ObjectNode pod) {
        JsonNode spec = Tree.spec(pod);
        JsonNode labels = Tree.get(Tree.metadata(pod), "labels");
        for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
            JsonNode affinity = Tree.get(spec, "affinity", kind);
            Tree.get(affinity, PREFERRED).forEach(term -> apply(Tree.get(term, "podAffinityTerm"), labels));
            Tree.get(affinity, REQUIRED).forEach(term -> apply(term, labels));
        }
        Tree.get(spec, "topologySpreadConstraints").forEach(constraint -> apply(constraint, labels));
    }

    private static void apply(JsonNode owner, JsonNode labels) {
        if (Tree.get(owner, "labelSelector") instanceof ObjectNode selector) {
            apply(selector, Tree.get(owner, "matchLabelKeys"), "In", labels);
            apply(selector, Tree.get(owner, "mismatchLabelKeys"), "NotIn", labels);
        }
    }

    private static void apply(ObjectNode selector, JsonNode keys, String operator, JsonNode labels) {
        for (JsonNode key : keys) {
            if (Tree.has(labels, key.asText())) {
                Tree.createList(selector, "matchExpressions")
                        .addObject()
                        .put("key", key.asText())
                        .put("operator", operator)
                        .putArray("values")
                        .add(Tree.text(labels, key.asText()));
            }
        }
    }
}
