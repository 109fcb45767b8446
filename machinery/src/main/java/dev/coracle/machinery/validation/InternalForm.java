package dev.coracle.machinery.validation;

import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.text.TextTable;
import dev.coracle.machinery.tree.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * An object's part as Go's encoder writes upstream's internal type of it: every field by its name in Go, in the order of
 * {@code internals.table}, set or not. Confined to one call.
 */
public final class InternalForm {
    private static final Map<String, List<Member>> TYPES = read();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What the internal pod has in its security context. */
    private static final List<String> HOST_FIELDS =
            List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers");

    private static final List<String> SELECTOR = List.of("matchLabels", "matchExpressions");

    private final boolean isStored;

    private InternalForm(boolean isStored) {
        this.isStored = isStored;
    }

    /** A value of a type of the table. */
    public static JsonNode of(String type, JsonNode value) {
        return new InternalForm(false).struct(type, value);
    }

    /** As it is after it was stored as protobuf, which has no empty lists and maps. */
    static JsonNode stored(String type, JsonNode value) {
        return new InternalForm(true).struct(type, value);
    }

    /**
     * A field of a struct.
     *
     * @param json its name in JSON
     * @param form what is shown where it is unset
     * @param inside the struct that it is or leads to; empty when there is none
     */
    private record Member(String name, String json, String form, String inside) {
        static final Member OPAQUE = new Member("", "", "o", "");

        /** What an item of this list or a value of this map is like. */
        Member element() {
            return new Member(name, json, "n", inside);
        }

        boolean isMap() {
            return form.equals("m");
        }
    }

    private ObjectNode struct(String type, JsonNode source) {
        JsonNode value = type.equals("PodSpec") ? podSpec(source) : source;
        NavigableMap<String, JsonNode> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Tree.entries(value).forEach(entry -> given.put(entry.getKey(), entry.getValue()));
        ObjectNode struct = NODES.objectNode();
        for (Member field : Objects.requireNonNull(TYPES.get(type), type)) {
            if (field.form().equals("inline")) {
                Tree.entries(Tree.get(value, "metadata"))
                        .forEach(entry -> struct.set(entry.getKey(), any(Member.OPAQUE, entry.getValue())));
                continue;
            }
            JsonNode set = given.get(field.json());
            struct.set(field.name(), any(field, set == null || isNothing(field, set) ? unset(field) : set));
        }
        return struct;
    }

    private static JsonNode podSpec(JsonNode spec) {
        ObjectNode copy = spec.deepCopy();
        ObjectNode context = Tree.createObject(copy, "securityContext");
        for (String field : HOST_FIELDS) {
            JsonNode value = copy.remove(field);
            if (value != null) {
                context.set(field, value);
            }
        }
        return copy;
    }

    private boolean isNothing(Member field, JsonNode value) {
        return value.isNull() || (isStored && value.isEmpty() && (value.isArray() || field.isMap()));
    }

    private static JsonNode unset(Member field) {
        return switch (field.form()) {
            case "s" -> field.inside().isEmpty() ? NODES.textNode("") : NODES.objectNode();
            case "i" -> NODES.numberNode(0);
            case "b" -> NODES.booleanNode(false);
            case "q" -> NODES.textNode("0");
            case "o" -> NODES.objectNode();
            default -> NODES.nullNode();
        };
    }

    private JsonNode any(Member field, JsonNode value) {
        if (field.inside().startsWith("JSONSchemaPropsOr") && !field.isMap() && !value.isNull()) {
            return struct(field.inside(), choice(value));
        }
        if (value.isArray()) {
            ArrayNode list = NODES.arrayNode();
            value.forEach(item -> list.add(any(field.element(), item)));
            return list;
        }
        if (!value.isObject()) {
            return value;
        }
        return field.inside().isEmpty() || field.isMap() ? map(field, value) : struct(field.inside(), value);
    }

    /** What is a schema or something else in JSON is a struct with a field for each in Go. */
    private static ObjectNode choice(JsonNode value) {
        ObjectNode choice = NODES.objectNode();
        choice.set("allows", NODES.booleanNode(value.isObject() || value.booleanValue()));
        for (String field : value.isObject() ? List.of("schema") : List.of("jsonSchemas", "property")) {
            if (value.isContainerNode()) {
                choice.set(field, value);
            }
        }
        return choice;
    }

    /** A map, or a struct of a package that has JSON names: their order is that of the names but for selectors. */
    private ObjectNode map(Member field, JsonNode value) {
        NavigableMap<String, JsonNode> sorted = new TreeMap<>();
        Tree.entries(value).forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        boolean selects = SELECTOR.containsAll(sorted.keySet());
        ObjectNode map = NODES.objectNode();
        for (String name : selects ? SELECTOR : List.copyOf(sorted.keySet())) {
            if (sorted.containsKey(name)) {
                map.set(name, any(field.element(), sorted.get(name)));
            }
        }
        return map;
    }

    private static Map<String, List<Member>> read() {
        Map<String, List<Member>> types = new HashMap<>();
        for (String line : TextTable.beside(InternalForm.class, "internals.table")) {
            List<String> words = List.of(line.split(" ", -1));
            types.put(
                    words.get(0),
                    words.subList(1, words.size()).stream()
                            .map(InternalForm::field)
                            .toList());
        }
        return Map.copyOf(types);
    }

    /** {@code Name=form}, {@code Name=form:Inside}, either with {@code @json} where the names differ by more than case. */
    private static Member field(String word) {
        int equals = word.indexOf('=');
        int at = word.indexOf('@');
        String name = word.substring(0, equals);
        String kind = word.substring(equals + 1, at < 0 ? word.length() : at);
        int colon = kind.indexOf(':');
        return new Member(
                name,
                at < 0 ? name : word.substring(at + 1),
                colon < 0 ? kind : kind.substring(0, colon),
                colon < 0 ? "" : kind.substring(colon + 1));
    }
}
