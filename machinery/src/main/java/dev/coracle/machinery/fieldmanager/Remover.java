package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes fields and items out of an object. What is owned as a whole, and is not itself named, goes with any of its parts. */
final class Remover {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Remover() {}

    /** A new object; what is kept is shared with the old one. */
    static ObjectNode remove(ObjectNode object, FieldSet fields, @Nullable Schema schema) {
        return value(object, fields, schema) instanceof ObjectNode left ? left : NODES.objectNode();
    }

    private static JsonNode value(JsonNode value, FieldSet fields, @Nullable Schema schema) {
        return switch (Shape.of(schema, value)) {
            case SCALAR -> value;
            case MAP -> value.isObject() && !value.isEmpty() ? fields(value, fields, schema) : NullNode.getInstance();
            case ASSOCIATIVE_LIST ->
                value.isArray() && !value.isEmpty() && schema != null
                        ? items(value, fields, schema)
                        : NullNode.getInstance();
            case ATOMIC_LIST, ATOMIC_MAP -> NullNode.getInstance();
        };
    }

    private static JsonNode fields(JsonNode map, FieldSet fields, @Nullable Schema schema) {
        ObjectNode left = NODES.objectNode();
        boolean entered = false;
        for (Map.Entry<String, JsonNode> field : map.properties()) {
            FieldSet.Entry entry = fields.get(new PathElement.Field(field.getKey()));
            if (entry == null) {
                left.set(field.getKey(), field.getValue());
            } else if (!entry.member()) {
                entered = true;
                Schema child = Shape.child(schema, field.getKey());
                left.set(field.getKey(), within(field.getValue(), entry.children(), child));
            }
        }
        return left.isEmpty() && !entered ? NullNode.getInstance() : left;
    }

    private static JsonNode items(JsonNode list, FieldSet fields, Schema schema) {
        ArrayNode left = NODES.arrayNode();
        boolean entered = false;
        for (JsonNode item : list) {
            FieldSet.Entry entry = fields.get(ListItems.element(schema, item));
            if (entry == null) {
                left.add(item);
            } else if (!entry.member()) {
                entered = true;
                left.add(within(item, entry.children(), schema.items()));
            }
        }
        return left.isEmpty() && !entered ? NullNode.getInstance() : left;
    }

    /** A container that only lost parts stays, be it empty. */
    private static JsonNode within(JsonNode value, FieldSet fields, @Nullable Schema schema) {
        JsonNode left = value(value, fields, schema);
        if (left.isNull() && value.isObject()) {
            return NODES.objectNode();
        }
        return left.isNull() && value.isArray() ? NODES.arrayNode() : left;
    }
}
