package dev.coracle.machinery.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.json.JsonEquality;
import java.util.Map;
import java.util.Set;

/**
 * Fields of an object by name, where missing and null are alike. Nothing here creates nodes unless its name says so.
 */
public final class Tree {
    private static final JsonNode MISSING = MissingNode.getInstance();

    private Tree() {}

    /** The field, or the missing node: never null and never a JSON null. */
    public static JsonNode get(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? MISSING : value;
    }

    public static JsonNode get(JsonNode node, String field, String... more) {
        JsonNode value = get(node, field);
        for (String next : more) {
            value = get(value, next);
        }
        return value;
    }

    public static boolean has(JsonNode node, String field) {
        return !get(node, field).isMissingNode();
    }

    /** A string field; the empty string when it is not there. */
    public static String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? "" : value.asText();
    }

    public static long number(JsonNode node, String field) {
        return get(node, field).asLong(0);
    }

    public static int integer(JsonNode node, String field) {
        return get(node, field).asInt(0);
    }

    public static boolean flag(JsonNode node, String field) {
        return get(node, field).asBoolean(false);
    }

    /** The entries of a map field, in their order; none when it is not there. */
    public static Set<Map.Entry<String, JsonNode>> entries(JsonNode node) {
        return node instanceof ObjectNode object ? object.properties() : Set.of();
    }

    /** Whether a field holds nothing: missing, an empty string, list or map. */
    public static boolean isEmpty(JsonNode node, String field) {
        return isEmpty(get(node, field));
    }

    public static boolean isEmpty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.textValue().isEmpty());
    }

    public static JsonNode metadata(JsonNode object) {
        return get(object, "metadata");
    }

    public static JsonNode spec(JsonNode object) {
        return get(object, "spec");
    }

    public static JsonNode status(JsonNode object) {
        return get(object, "status");
    }

    public static String name(JsonNode object) {
        return text(metadata(object), "name");
    }

    public static String namespace(JsonNode object) {
        return text(metadata(object), "namespace");
    }

    /** The object below {@code field}, made when it is not there. */
    public static ObjectNode createObject(ObjectNode node, String field) {
        return node.get(field) instanceof ObjectNode there ? there : node.putObject(field);
    }

    /** The list below {@code field}, made when it is not there. */
    public static ArrayNode createList(ObjectNode node, String field) {
        return node.get(field) instanceof ArrayNode there ? there : node.putArray(field);
    }

    /** Makes a field of {@code to} what it is in {@code from}, be it missing. */
    public static void copy(ObjectNode to, JsonNode from, String field) {
        if (has(from, field)) {
            to.set(field, from.get(field).deepCopy());
        } else {
            to.remove(field);
        }
    }

    /** Sets a string field that is missing or empty. */
    public static void setDefault(ObjectNode node, String field, String value) {
        if (text(node, field).isEmpty()) {
            node.put(field, value);
        }
    }

    /** Sets a number field that is missing; zero stays zero. */
    public static void setDefault(ObjectNode node, String field, int value) {
        if (!has(node, field)) {
            node.put(field, value);
        }
    }

    /** Sets a number field that is missing or zero, as Go does for fields that are no pointers. */
    public static void setDefaultIfZero(ObjectNode node, String field, int value) {
        if (number(node, field) == 0) {
            node.put(field, value);
        }
    }

    /** Whether two values are the same, a missing one, null and an empty list or map being alike. */
    public static boolean same(JsonNode one, JsonNode other) {
        return JsonEquality.asGo(one, other);
    }

    public static ObjectNode newObject() {
        return JsonNodeFactory.instance.objectNode();
    }
}
