package dev.coracle.conformance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code <name>} stands for in one run of one case: its namespace {@code <ns>}, its own {@code <id>} for names outside a
 * namespace, and what its steps saved.
 */
final class Variables {
    /** Shorter values would be taken for variables where they are not. */
    private static final int LEAST_RECORDED = 3;

    private final Map<String, String> values = new LinkedHashMap<>();

    Variables(String id) {
        values.put("id", id);
        values.put("ns", "contract-" + id);
    }

    String namespace() {
        return "contract-" + values.get("id");
    }

    void save(String name, String value) {
        values.put(name, value);
    }

    String fill(String text) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("<" + value.getKey() + ">", value.getValue());
        }
        return filled;
    }

    /** A copy of {@code tree} with the variables in its texts and names filled in. */
    JsonNode fill(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            ObjectNode filled = Json.MAPPER.createObjectNode();
            object.properties().forEach(entry -> filled.set(fill(entry.getKey()), fill(entry.getValue())));
            return filled;
        }
        if (tree instanceof ArrayNode array) {
            ArrayNode filled = Json.MAPPER.createArrayNode();
            array.forEach(element -> filled.add(fill(element)));
            return filled;
        }
        return tree.isTextual() ? TextNode.valueOf(fill(tree.textValue())) : tree;
    }

    /** The opposite of {@link #fill(String)}, for recording. */
    String unfill(String text) {
        return values.entrySet().stream()
                .filter(value -> value.getValue().length() >= LEAST_RECORDED)
                .sorted(Comparator.comparingInt((Map.Entry<String, String> value) ->
                                value.getValue().length())
                        .reversed())
                .reduce(text, (so, value) -> so.replace(value.getValue(), "<" + value.getKey() + ">"), (a, b) -> b);
    }
}
