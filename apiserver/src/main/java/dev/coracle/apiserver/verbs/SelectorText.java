package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Label selectors as the string a query takes: sorted requirements with commas between. */
final class SelectorText {
    private SelectorText() {}

    /** @param selector a LabelSelector, or the plain map of older kinds */
    static String of(JsonNode selector) {
        boolean plainMap = !Tree.has(selector, "matchLabels") && !Tree.has(selector, "matchExpressions");
        List<String> requirements = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label :
                Tree.entries(plainMap ? selector : Tree.get(selector, "matchLabels"))) {
            requirements.add(label.getKey() + "=" + label.getValue().asText());
        }
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            requirements.add(expression(expression));
        }
        requirements.sort(null);
        return String.join(",", requirements);
    }

    private static String expression(JsonNode expression) {
        String key = Tree.text(expression, "key");
        TreeSet<String> values = new TreeSet<>();
        Tree.get(expression, "values").forEach(value -> values.add(value.asText()));
        return switch (Tree.text(expression, "operator")) {
            case "In" -> key + " in (" + String.join(",", values) + ")";
            case "NotIn" -> key + " notin (" + String.join(",", values) + ")";
            case "DoesNotExist" -> "!" + key;
            default -> key;
        };
    }
}
