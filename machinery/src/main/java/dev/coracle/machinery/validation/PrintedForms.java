package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.util.Map;
import java.util.TreeMap;

/** Offending values that upstream prints under their names in JSON: maps, sorted, and what its library declares. */
public final class PrintedForms {
    private PrintedForms() {}

    /** A map, sorted by key; null when there is none. */
    public static JsonNode map(JsonNode map) {
        if (map.isMissingNode() || map.isNull()) {
            return NullNode.instance;
        }
        Map<String, JsonNode> sorted = new TreeMap<>();
        Tree.entries(map).forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.setAll(sorted);
        return shown;
    }

    /** A {@code metav1.LabelSelector}. */
    public static JsonNode selector(JsonNode selector) {
        if (selector.isMissingNode() || selector.isNull()) {
            return NullNode.instance;
        }
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        if (!Tree.isEmpty(selector, "matchLabels")) {
            shown.set("matchLabels", map(Tree.get(selector, "matchLabels")));
        }
        if (!Tree.isEmpty(selector, "matchExpressions")) {
            shown.set("matchExpressions", Tree.get(selector, "matchExpressions"));
        }
        return shown;
    }

    /** A pod template: its metadata has JSON names, its spec is an internal type. */
    public static ObjectNode podTemplate(JsonNode template) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.metadata(template))) {
            JsonNode value = entry.getValue();
            if (!Tree.isEmpty(value)) {
                shown.set(entry.getKey(), value.isObject() ? map(value) : value);
            }
        }
        shown.set("Spec", InternalForm.stored("PodSpec", Tree.spec(template)));
        return shown;
    }
}
