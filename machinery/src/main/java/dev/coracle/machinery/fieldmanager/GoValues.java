package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.TreeMap;

/** How Go's {@code %T}, {@code %v} and {@code %#v} print a decoded JSON value, which is how upstream's messages show it. */
final class GoValues {
    private GoValues() {}

    static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
            case ARRAY -> "[]interface {}";
            case OBJECT -> "map[string]interface {}";
            default -> "<nil>";
        };
    }

    /** {@code %v} of a struct that holds the value. */
    static String braced(JsonNode value) {
        return "{" + plain(value) + "}";
    }

    private static String plain(JsonNode value) {
        if (value.isArray()) {
            StringBuilder out = new StringBuilder("[");
            value.forEach(item -> out.append(out.length() == 1 ? "" : " ").append(plain(item)));
            return out.append(']').toString();
        }
        if (value.isObject()) {
            StringBuilder out = new StringBuilder("map[");
            sorted(value)
                    .forEach((key, item) -> out.append(out.length() == 4 ? "" : " ")
                            .append(key)
                            .append(':')
                            .append(plain(item)));
            return out.append(']').toString();
        }
        return value.isNull() ? "<nil>" : value.asText();
    }

    /** {@code %#v} of the value as structured-merge-diff wraps it. */
    static String literal(JsonNode value) {
        return "&value.valueUnstructured{Value:" + syntax(value) + "}";
    }

    private static String syntax(JsonNode value) {
        if (value.isArray()) {
            StringBuilder out = new StringBuilder();
            value.forEach(item -> out.append(out.isEmpty() ? "" : ", ").append(syntax(item)));
            return "[]interface {}{" + out + "}";
        }
        if (value.isObject()) {
            StringBuilder out = new StringBuilder();
            sorted(value)
                    .forEach((key, item) -> out.append(out.isEmpty() ? "" : ", ")
                            .append(JsonNodeFactory.instance.textNode(key))
                            .append(':')
                            .append(syntax(item)));
            return "map[string]interface {}{" + out + "}";
        }
        return value.isNull() ? "interface {}(nil)" : value.toString();
    }

    private static Map<String, JsonNode> sorted(JsonNode object) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            sorted.put(field.getKey(), field.getValue());
        }
        return sorted;
    }
}
