package dev.coracle.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.tree.Tree;
import java.util.Map;
import java.util.TreeMap;

/**
 * Offending values as upstream prints them: it encodes its internal Go types, so maps are sorted, and structs without
 * JSON names show their Go fields, unset ones included.
 */
public final class Shown {
    private static final Map<String, String> IRREGULAR = Map.of(
            "SELinuxOptions",
            "seLinuxOptions",
            "APIGroup",
            "apiGroup",
            "APIVersion",
            "apiVersion",
            "UID",
            "uid",
            "GMSACredentialSpecName",
            "gmsaCredentialSpecName",
            "GMSACredentialSpec",
            "gmsaCredentialSpec");

    private Shown() {}

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

    /**
     * A struct.
     *
     * @param fields its Go fields in order, each null when unset, or what follows an equals sign: a number, a boolean, or
     *     (for nothing) the empty string
     */
    public static ObjectNode struct(JsonNode value, String... fields) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        for (String field : fields) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            JsonNode there = Tree.get(value, jsonName(name));
            if (!there.isMissingNode()) {
                shown.set(name, there);
            } else if (equals < 0) {
                shown.putNull(name);
            } else {
                zero(shown, name, field.substring(equals + 1));
            }
        }
        return shown;
    }

    /** A {@code NodeSelectorTerm}. */
    public static ObjectNode nodeSelectorTerm(JsonNode term) {
        ObjectNode shown = struct(term, "MatchExpressions", "MatchFields");
        for (String list : new String[] {"MatchExpressions", "MatchFields"}) {
            if (shown.get(list) instanceof ArrayNode requirements) {
                ArrayNode each = shown.putArray(list);
                requirements.forEach(one -> each.add(struct(one, "Key=", "Operator=", "Values")));
            }
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
        shown.set("Spec", InternalForm.tree("PodSpec", Tree.spec(template)));
        return shown;
    }

    private static void zero(ObjectNode shown, String name, String zero) {
        switch (zero) {
            case "" -> shown.put(name, "");
            case "0" -> shown.put(name, 0);
            default -> shown.put(name, Boolean.parseBoolean(zero));
        }
    }

    private static String jsonName(String goName) {
        String irregular = IRREGULAR.get(goName);
        return irregular != null ? irregular : Character.toLowerCase(goName.charAt(0)) + goName.substring(1);
    }
}
