package dev.coracle.machinery.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds to an object what Go's encoder writes though nobody set it: {@code status: {}}, {@code replicas: 0}, {@code rules:
 * null}; and in Go's order: fields as they are declared, maps sorted. Every stored object has been through this, so clients read what they read from any other API server, and an
 * update that repeats what was read changes nothing.
 */
public final class Completion {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Completion() {}

    /** Fills in an object of the schema's type, in place, and puts its members into the order Go writes them in. */
    public static void complete(ObjectNode object, Schema schema) {
        ObjectNode ordered = NODES.objectNode();
        for (Map.Entry<String, Schema> entry : schema.fields().entrySet()) {
            Schema field = entry.getValue();
            JsonNode value = object.get(entry.getKey());
            if (value == null) {
                if (field.isAlwaysWritten()) {
                    ordered.set(entry.getKey(), unset(field));
                }
            } else if (field.type() == Schema.Type.ARRAY && value.isEmpty() && field.isAlwaysWritten()) {
                // Protobuf, in which every built-in kind is stored, knows no empty lists.
                ordered.set(entry.getKey(), unset(field));
            } else {
                descend(value, field);
                ordered.set(entry.getKey(), value);
            }
        }
        object.properties().forEach(member -> ordered.putIfAbsent(member.getKey(), member.getValue()));
        object.removeAll();
        object.setAll(ordered);
    }

    /** Fills in a value of any type, in place. */
    public static void descend(JsonNode value, @Nullable Schema schema) {
        if (schema == null || !value.isContainerNode()) {
            return;
        }
        switch (schema.type()) {
            case OBJECT -> {
                if (value instanceof ObjectNode object) {
                    complete(object, schema);
                }
            }
            case ARRAY, MAP -> {
                if (value instanceof ObjectNode map) {
                    sort(map);
                }
                Schema items = schema.items();
                if (items != null && (items.type() == Schema.Type.OBJECT || items.items() != null)) {
                    value.forEach(item -> descend(item, items));
                }
            }
            default -> {
                // A scalar, or JSON of any shape, which is kept as it came.
            }
        }
    }

    private static void sort(ObjectNode map) {
        String last = "";
        for (Map.Entry<String, JsonNode> member : map.properties()) {
            if (member.getKey().compareTo(last) < 0) {
                Map<String, JsonNode> sorted = new TreeMap<>();
                map.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
                map.removeAll();
                map.setAll(sorted);
                return;
            }
            last = member.getKey();
        }
    }

    /** What Go writes of a field that nobody set. */
    public static JsonNode unset(Schema field) {
        if (field.isWrittenAsNull()) {
            return NODES.nullNode();
        }
        return switch (field.type()) {
            case OBJECT -> {
                ObjectNode object = NODES.objectNode();
                complete(object, field);
                yield object;
            }
            case STRING -> NODES.textNode("");
            case INTEGER, NUMBER, INT_OR_STRING -> NODES.numberNode(0);
            case BOOLEAN -> NODES.booleanNode(false);
            case QUANTITY -> NODES.textNode("0");
            case ARRAY, MAP, ANY -> NODES.nullNode();
        };
    }
}
