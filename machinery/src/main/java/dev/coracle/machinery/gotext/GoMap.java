package dev.coracle.machinery.gotext;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** JSON as Go prints it: {@code map[a:1 b:[x y]]}, its members sorted. */
public final class GoMap {
    private GoMap() {}

    /** The text of one value. */
    public static String of(JsonNode value) {
        StringBuilder out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    private static void print(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>(Utf8::compare);
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            out.append("map[");
            String separator = "";
            for (var field : sorted.entrySet()) {
                out.append(separator).append(field.getKey()).append(':');
                print(field.getValue(), out);
                separator = " ";
            }
            out.append(']');
        } else if (node.isArray()) {
            out.append('[');
            String separator = "";
            for (JsonNode item : node) {
                out.append(separator);
                print(item, out);
                separator = " ";
            }
            out.append(']');
        } else {
            out.append(node.isNull() ? "<nil>" : node.asText());
        }
    }
}
