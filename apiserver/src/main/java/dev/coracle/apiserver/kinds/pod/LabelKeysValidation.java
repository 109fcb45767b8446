package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The label keys whose values in a pod narrow a selector: matchLabelKeys and mismatchLabelKeys. */
final class LabelKeysValidation {
    private LabelKeysValidation() {}

    /** @param owner an affinity term or a spread constraint */
    static void validate(JsonNode owner, Path path, FieldErrors errors) {
        JsonNode selector = Tree.get(owner, "labelSelector");
        JsonNode match = Tree.get(owner, "matchLabelKeys");
        JsonNode mismatch = Tree.get(owner, "mismatchLabelKeys");
        keys(match, selector, path.child("matchLabelKeys"), errors);
        keys(mismatch, selector, path.child("mismatchLabelKeys"), errors);
        merged(match, selector, path, errors);
        Set<String> mismatched = new HashSet<>();
        mismatch.forEach(key -> mismatched.add(key.asText()));
        int i = 0;
        for (JsonNode key : match) {
            if (mismatched.contains(key.asText())) {
                errors.invalid(
                        path.child("matchLabelKeys").index(i),
                        key.asText(),
                        "exists in both matchLabelKeys and mismatchLabelKeys");
            }
            i++;
        }
    }

    /** The server adds an expression for each key when it creates the pod, so one is fine and two are not. */
    private static void merged(JsonNode match, JsonNode selector, Path path, FieldErrors errors) {
        Map<String, Integer> indexes = new HashMap<>();
        int i = 0;
        for (JsonNode key : match) {
            indexes.put(key.asText(), i++);
        }
        Set<String> selected = new HashSet<>();
        Tree.entries(Tree.get(selector, "matchLabels")).forEach(entry -> selected.add(entry.getKey()));
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            String key = Tree.text(expression, "key");
            if (!selected.add(key) && indexes.containsKey(key)) {
                errors.invalid(path.index(indexes.get(key)), key, "exists in both matchLabelKeys and labelSelector");
            }
        }
    }

    private static void keys(JsonNode keys, JsonNode selector, Path path, FieldErrors errors) {
        if (keys.isEmpty()) {
            return;
        }
        if (selector.isMissingNode()) {
            errors.forbidden(path, "must not be specified when labelSelector is not set");
            return;
        }
        int i = 0;
        for (JsonNode key : keys) {
            LabelValidation.labelName(key.asText(), path.index(i++), errors);
        }
    }
}
