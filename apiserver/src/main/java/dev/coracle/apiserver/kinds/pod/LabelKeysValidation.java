package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.LabelValidation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The label keys whose values in a pod narrow a selector: matchLabelKeys and mismatchLabelKeys. */
final class LabelKeysValidation {
    private LabelKeysValidation() {}

    /** @param owner an affinity term or a spread constraint */
    static void validate(Field owner) {
        Field match = owner.at("matchLabelKeys");
        Field mismatch = owner.at("mismatchLabelKeys");
        if (match.isEmpty() && mismatch.isEmpty()) {
            return;
        }
        keys(match, owner.has("labelSelector"));
        keys(mismatch, owner.has("labelSelector"));
        merged(owner, match);
        Set<String> mismatched = mismatch.texts();
        for (Field key : match.each()) {
            if (mismatched.contains(key.text())) {
                key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }

    /** The server adds an expression for each key when it creates the pod, so one is fine and two are not. */
    private static void merged(Field owner, Field match) {
        Map<String, Field> keys = new HashMap<>();
        match.each().forEach(key -> keys.put(key.text(), owner.item(key.index())));
        Set<String> selected = new HashSet<>();
        JsonNode selector = owner.at("labelSelector").node();
        Tree.entries(Tree.get(selector, "matchLabels")).forEach(entry -> selected.add(entry.getKey()));
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            String key = Tree.text(expression, "key");
            Field at = keys.get(key);
            if (!selected.add(key) && at != null) {
                at.invalid(key, "exists in both matchLabelKeys and labelSelector");
            }
        }
    }

    private static void keys(Field keys, boolean selects) {
        if (keys.isEmpty()) {
            return;
        }
        if (selects) {
            keys.each().forEach(LabelValidation::labelName);
        } else {
            keys.forbidden("must not be specified when labelSelector is not set");
        }
    }
}
