package dev.coracle.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.gotext.GoMap;
import dev.coracle.machinery.schema.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A strategic merge patch, applied as apimachinery's {@code util/strategicpatch} (v1.36) does, where nothing exists to
 * merge with too: what is taken over as a whole there loses whatever holds a directive. Lists are
 * {@link StrategicLists}'. Works in place on trees of the caller's.
 */
final class StrategicMerge {
    static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    private static final String ELEMENT_ORDER = "$setElementOrder/";

    private final StrategicLists lists = new StrategicLists(this);

    /** Merges {@code patch} into {@code original} and returns the result. */
    ObjectNode merge(ObjectNode original, ObjectNode patch, @Nullable Schema schema) {
        JsonNode directive = patch.get(DIRECTIVE);
        if (directive != null) {
            return switch (directive.asText()) {
                case "replace" -> {
                    patch.remove(DIRECTIVE);
                    yield patch;
                }
                case "delete" -> JsonNodeFactory.instance.objectNode();
                default -> throw unknownDirective(directive, patch);
            };
        }
        retainKeys(original, patch);
        orderLists(original, patch, schema);
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            if (name.startsWith(DELETE_FROM)) {
                deleteFrom(original, name.substring(DELETE_FROM.length()), field.getValue(), schema);
            } else {
                mergeField(original, name, field.getValue(), schema);
            }
        }
        return original;
    }

    private void mergeField(ObjectNode original, String name, JsonNode value, @Nullable Schema schema) {
        JsonNode before = original.get(name);
        if (value.isNull()) {
            original.remove(name);
        } else if (before instanceof ObjectNode object && value instanceof ObjectNode changes) {
            Schema field = child(schema, name);
            original.set(name, replaces(field) ? changes : merge(object, changes, field));
        } else if (before instanceof ArrayNode list && value instanceof ArrayNode changes) {
            Schema field = child(schema, name);
            original.set(name, merges(field) ? lists.merge(list, changes, field, false) : changes);
        } else {
            take(original, name, value);
        }
    }

    /** Sets what has no counterpart; a value that is a directive itself leaves nothing. */
    private static void take(ObjectNode original, String name, JsonNode value) {
        MergePatch.prune(value);
        if (isDirective(value)) {
            original.remove(name);
        } else {
            original.set(name, dropDirectives(value));
        }
    }

    private void deleteFrom(ObjectNode original, String name, JsonNode values, @Nullable Schema schema) {
        JsonNode before = original.get(name);
        if (values.isNull()) {
            original.remove(name);
        } else if (before instanceof ArrayNode list && values instanceof ArrayNode gone) {
            original.set(name, lists.merge(list, gone, child(schema, name), true));
        } else if (before != null && before.getNodeType() == values.getNodeType()) {
            mergeField(original, name, values, schema);
        }
    }

    /** Fields that came with {@code $setElementOrder}: merged, then put into the order the client sees them in. */
    private void orderLists(ObjectNode original, ObjectNode patch, @Nullable Schema schema) {
        List<String> orders = patch.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith(ELEMENT_ORDER))
                .toList();
        for (String directive : orders) {
            ArrayNode order = requireList(patch.remove(directive));
            String name = directive.substring(ELEMENT_ORDER.length());
            JsonNode before = original.get(name);
            JsonNode after = patch.get(name);
            ArrayNode list = before == null ? null : requireList(before);
            ArrayNode changes = after == null ? null : requireList(after);
            Schema field = child(schema, name);
            lists.checkOrder(changes, order, field);
            if (list == null && changes == null) {
                continue;
            }
            patch.remove(name);
            original.set(name, lists.mergeInOrder(list, changes, order, field));
        }
    }

    private static ArrayNode requireList(@Nullable JsonNode value) {
        if (value instanceof ArrayNode list) {
            return list;
        }
        throw failure("expected a []interface {}, but received a " + goType(value));
    }

    /** How Go prints the type of what encoding/json made. */
    static String goType(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "%!s(<nil>)";
        }
        return switch (value.getNodeType()) {
            case OBJECT -> "map[string]interface {}";
            case ARRAY -> "[]interface {}";
            case STRING -> "string";
            case BOOLEAN -> "bool";
            default -> value.isIntegralNumber() ? "int64" : "float64";
        };
    }

    private static void retainKeys(ObjectNode original, ObjectNode patch) {
        JsonNode retained = patch.remove(RETAIN_KEYS);
        if (retained == null) {
            return;
        }
        if (!retained.isArray()) {
            throw ApiException.badRequest("invalid patch format of retainKeys");
        }
        Set<String> keep = new HashSet<>();
        retained.forEach(key -> {
            if (key.isTextual()) {
                keep.add(key.textValue());
            }
        });
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            boolean directive = name.startsWith(DELETE_FROM) || name.startsWith(ELEMENT_ORDER);
            if (!directive && !field.getValue().isNull() && !keep.contains(name)) {
                throw ApiException.badRequest("invalid patch format of retainKeys");
            }
        }
        original.retain(keep);
    }

    /** The type of a field that is merged, which must be known. */
    private static @Nullable Schema child(@Nullable Schema schema, String name) {
        if (schema == null) {
            return null;
        }
        Schema field = schema.type() == Schema.Type.MAP ? schema.items() : schema.field(name);
        if (field == null) {
            throw failure("unable to find api field in struct " + shortName(schema) + " for the json field "
                    + JsonNodeFactory.instance.textNode(name));
        }
        return field;
    }

    private static boolean merges(@Nullable Schema schema) {
        return schema != null && schema.patchStrategies().contains("merge");
    }

    private static boolean replaces(@Nullable Schema schema) {
        return schema != null && schema.patchStrategies().contains("replace");
    }

    static boolean isDirective(JsonNode value) {
        return value.isObject() && value.has(DIRECTIVE);
    }

    /** A value without the members and items that are directives. */
    static JsonNode dropDirectives(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().removeIf(field -> isDirective(field.getValue()));
            object.forEach(StrategicMerge::dropDirectives);
        } else if (value instanceof ArrayNode array) {
            array.forEach(StrategicMerge::dropDirectives);
            if (StrategicLists.items(array).stream().anyMatch(StrategicMerge::isDirective)) {
                List<JsonNode> kept = StrategicLists.items(array);
                kept.removeIf(StrategicMerge::isDirective);
                array.removeAll().addAll(kept);
            }
        }
        return value;
    }

    static ApiException unknownDirective(JsonNode directive, ObjectNode map) {
        return failure("unknown patch type: " + GoMap.of(directive) + " in map: " + GoMap.of(map));
    }

    /** Upstream's library knows few errors of the client's; all others are the server's. */
    static ApiException failure(String message) {
        return ApiException.unforeseen(message);
    }

    static String shortName(@Nullable Schema schema) {
        String name = schema == null ? "" : schema.name();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
