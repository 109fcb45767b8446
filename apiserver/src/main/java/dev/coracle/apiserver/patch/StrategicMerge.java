package dev.coracle.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.gotext.GoMap;
import dev.coracle.apiserver.gotext.JsonSyntax;
import dev.coracle.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch: like a merge patch, but lists whose schema says so are merged by key, and directives in the
 * patch ({@code $patch}, {@code $retainKeys}, {@code $deleteFromPrimitiveList/x}, {@code $setElementOrder/x}) say more
 * than values can. Follows apimachinery's {@code util/strategicpatch} (v1.36). Works in place on trees of the caller's.
 */
final class StrategicMerge {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    private static final String ELEMENT_ORDER = "$setElementOrder/";

    /** Merges {@code patch} into {@code original} and returns the result. */
    ObjectNode merge(ObjectNode original, ObjectNode patch, @Nullable Schema schema) {
        JsonNode directive = patch.remove(DIRECTIVE);
        if (directive != null) {
            switch (directive.asText()) {
                case "replace" -> {
                    return dropDirectives(patch);
                }
                case "delete" -> {
                    return JsonNodeFactory.instance.objectNode();
                }
                case "merge" -> {}
                default -> throw unknownDirective(directive.asText(), patch.set(DIRECTIVE, directive));
            }
        }
        retainKeys(original, patch);
        orderedLists(original, patch, schema);
        for (Map.Entry<String, JsonNode> field : List.copyOf(patch.properties())) {
            String name = field.getKey();
            if (name.startsWith(DELETE_FROM)) {
                deleteFrom(original, name.substring(DELETE_FROM.length()), field.getValue());
            } else {
                mergeField(original, name, field.getValue(), child(schema, name));
            }
        }
        return original;
    }

    private void mergeField(ObjectNode original, String name, JsonNode value, @Nullable Schema schema) {
        JsonNode before = original.get(name);
        if (value.isNull()) {
            original.remove(name);
        } else if (before instanceof ObjectNode object && value instanceof ObjectNode changes) {
            original.set(name, replaces(schema) ? dropDirectives(changes) : merge(object, changes, schema));
        } else if (before instanceof ArrayNode list && value instanceof ArrayNode changes && merges(schema)) {
            original.set(name, mergeLists(list, changes, schema, changes));
        } else {
            original.set(name, strip(value));
        }
    }

    /** Fields that came with {@code $setElementOrder}: merged, then put into the order the client sees them in. */
    private void orderedLists(ObjectNode original, ObjectNode patch, @Nullable Schema schema) {
        for (Map.Entry<String, JsonNode> field : List.copyOf(patch.properties())) {
            if (!field.getKey().startsWith(ELEMENT_ORDER)) {
                continue;
            }
            patch.remove(field.getKey());
            String name = field.getKey().substring(ELEMENT_ORDER.length());
            ArrayNode order = requireList(field.getValue());
            JsonNode deletions = patch.remove(DELETE_FROM + name);
            JsonNode changes = patch.remove(name);
            JsonNode before = original.get(name);
            if (changes != null && changes.isNull()) {
                original.remove(name);
                continue;
            }
            Schema list = child(schema, name);
            if (changes != null) {
                checkOrder(requireList(changes), order, list == null ? null : list.patchMergeKey());
            }
            if (!merges(list)) {
                if (changes != null) {
                    original.set(name, strip(changes));
                }
                continue;
            }
            ArrayNode server = before instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
            if (deletions != null) {
                removeValues(server, deletions);
            }
            ArrayNode additions = changes instanceof ArrayNode array ? array : JsonNodeFactory.instance.arrayNode();
            if (before == null && changes == null) {
                continue;
            }
            original.set(name, mergeLists(server, additions, list, order));
        }
    }

    /** What is patched must be named in the order, one after the other. */
    private static void checkOrder(ArrayNode changes, ArrayNode order, @Nullable String key) {
        List<JsonNode> named = new ArrayList<>();
        changes.forEach(change -> {
            if (!change.has(DIRECTIVE)) {
                named.add(change);
            }
        });
        int at = 0;
        for (int i = 0; i < order.size() && at < named.size(); i++) {
            JsonNode change = named.get(at);
            if (key == null ? change.equals(order.get(i)) : sameKey(change, keyOf(order.get(i), key), key)) {
                at++;
            }
        }
        if (at < named.size() && !order.isEmpty()) {
            throw failure("The order in patch list:\n" + GoMap.of(changes) + "\n doesn't match $setElementOrder list:\n"
                    + GoMap.of(order) + "\n");
        }
    }

    private static ArrayNode requireList(JsonNode value) {
        if (value instanceof ArrayNode list) {
            return list;
        }
        String actual = value.isObject()
                ? "map[string]interface {}"
                : value.isTextual()
                        ? "string"
                        : value.isBoolean() ? "bool" : value.isIntegralNumber() ? "int64" : "float64";
        throw failure("expected a []interface {}, but received a " + actual);
    }

    private ArrayNode mergeLists(ArrayNode original, ArrayNode patch, @Nullable Schema schema, ArrayNode order) {
        String key = schema == null ? null : schema.patchMergeKey();
        boolean objects = anyObject(original) || anyObject(patch);
        if (!objects) {
            return arrange(distinct(original, patch), original, order, null);
        }
        if (key == null) {
            throw failure("cannot merge lists without merge key for " + schema(schema));
        }
        List<JsonNode> serverOrder = items(original);
        List<ObjectNode> changes = new ArrayList<>();
        List<JsonNode> merged = new ArrayList<>(serverOrder);
        boolean replace = false;
        for (JsonNode item : patch) {
            if (!(item instanceof ObjectNode change)) {
                throw failure("list element types are not identical: [map " + JsonSyntax.typeOf(item) + "]");
            }
            String directive = change.path(DIRECTIVE).asText("");
            switch (directive) {
                case "" -> changes.add(change);
                case "merge" -> throw failure("merging lists cannot yet be specified in the patch");
                case "replace" -> replace = true;
                case "delete" -> {
                    JsonNode value = keyOf(change, key);
                    merged.removeIf(existing -> sameKey(existing, value, key));
                }
                default -> throw unknownDirective(directive, change);
            }
        }
        if (replace) {
            ArrayNode replaced = JsonNodeFactory.instance.arrayNode();
            changes.forEach(change -> replaced.add(dropDirectives(change)));
            return replaced;
        }
        Schema item = schema.items();
        for (ObjectNode change : changes) {
            JsonNode value = keyOf(change, key);
            int index = indexOf(merged, value, key);
            if (index < 0) {
                merged.add(dropDirectives(change));
            } else if (merged.get(index) instanceof ObjectNode existing) {
                merged.set(index, merge(existing, change, item));
            }
        }
        return arrange(merged, original, order, key);
    }

    /**
     * Puts the items the client knows into its order and weaves the server's own between them where the server's order
     * allows.
     */
    private static ArrayNode arrange(
            List<JsonNode> merged, ArrayNode serverOrder, ArrayNode clientOrder, @Nullable String key) {
        List<JsonNode> known = new ArrayList<>();
        List<JsonNode> own = new ArrayList<>();
        for (JsonNode item : merged) {
            (position(clientOrder, item, key) >= 0 ? known : own).add(item);
        }
        known.sort(java.util.Comparator.comparingInt(item -> position(clientOrder, item, key)));
        own.sort(java.util.Comparator.comparingInt(item -> {
            int at = position(serverOrder, item, key);
            return at < 0 ? Integer.MAX_VALUE : at;
        }));
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        int i = 0;
        int j = 0;
        while (i < own.size() || j < known.size()) {
            boolean takeOwn = j == known.size();
            if (!takeOwn && i < own.size()) {
                int left = position(serverOrder, own.get(i), key);
                int right = position(serverOrder, known.get(j), key);
                takeOwn = left >= 0 && right >= 0 && left < right;
            }
            result.add(takeOwn ? own.get(i++) : known.get(j++));
        }
        return result;
    }

    private static int position(ArrayNode order, JsonNode item, @Nullable String key) {
        for (int i = 0; i < order.size(); i++) {
            JsonNode candidate = order.get(i);
            if (key == null ? candidate.equals(item) : candidate.has(key) && sameKey(item, candidate.get(key), key)) {
                return i;
            }
        }
        return -1;
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
        retained.forEach(key -> keep.add(key.asText()));
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            boolean directive = name.startsWith("$");
            if (!directive && !field.getValue().isNull() && !keep.contains(name)) {
                throw ApiException.badRequest("invalid patch format of retainKeys");
            }
        }
        original.retain(keep);
    }

    private static void deleteFrom(ObjectNode original, String name, JsonNode values) {
        if (original.get(name) instanceof ArrayNode list) {
            removeValues(list, values);
        }
    }

    private static void removeValues(ArrayNode list, JsonNode values) {
        if (!values.isArray()) {
            throw ApiException.badRequest("invalid patch format of primitive list");
        }
        Set<JsonNode> gone = new HashSet<>(items((ArrayNode) values));
        for (int i = list.size() - 1; i >= 0; i--) {
            if (gone.contains(list.get(i))) {
                list.remove(i);
            }
        }
    }

    private static JsonNode keyOf(JsonNode item, String key) {
        JsonNode value = item.get(key);
        if (value == null) {
            throw failure("map: " + GoMap.of(item) + " does not contain declared merge key: " + key);
        }
        return value;
    }

    private static boolean sameKey(JsonNode item, JsonNode value, String key) {
        JsonNode other = item.get(key);
        return other != null && (other.equals(value) || other.asText().equals(value.asText()));
    }

    private static int indexOf(List<JsonNode> items, JsonNode value, String key) {
        for (int i = 0; i < items.size(); i++) {
            if (sameKey(items.get(i), value, key)) {
                return i;
            }
        }
        return -1;
    }

    private static List<JsonNode> distinct(ArrayNode first, ArrayNode second) {
        Set<JsonNode> all = new java.util.LinkedHashSet<>(items(first));
        all.addAll(items(second));
        return new ArrayList<>(all);
    }

    private static List<JsonNode> items(ArrayNode array) {
        List<JsonNode> items = new ArrayList<>(array.size());
        array.forEach(items::add);
        return items;
    }

    private static boolean anyObject(ArrayNode array) {
        return !array.isEmpty() && array.get(0).isObject();
    }

    private static @Nullable Schema child(@Nullable Schema schema, String name) {
        if (schema == null) {
            return null;
        }
        return schema.type() == Schema.Type.MAP ? schema.items() : schema.field(name);
    }

    private static boolean merges(@Nullable Schema schema) {
        return schema != null && schema.patchStrategies().contains("merge");
    }

    private static boolean replaces(@Nullable Schema schema) {
        return schema != null && schema.patchStrategies().contains("replace");
    }

    /** A value that is taken as a whole loses its directives and the nulls that would have deleted something. */
    private static JsonNode strip(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return dropDirectives(object);
        }
        if (value instanceof ArrayNode array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if ("delete".equals(array.get(i).path(DIRECTIVE).asText())) {
                    array.remove(i);
                } else if (array.get(i).has(DIRECTIVE) && array.get(i).size() == 1) {
                    array.remove(i);
                } else {
                    array.set(i, strip(array.get(i)));
                }
            }
        }
        return value;
    }

    private static ObjectNode dropDirectives(ObjectNode object) {
        for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
            String name = field.getKey();
            if (field.getValue().isNull()
                    || name.equals(DIRECTIVE)
                    || name.equals(RETAIN_KEYS)
                    || name.startsWith(DELETE_FROM)
                    || name.startsWith(ELEMENT_ORDER)) {
                object.remove(name);
            } else {
                object.set(name, strip(field.getValue()));
            }
        }
        return object;
    }

    private static ApiException unknownDirective(String directive, ObjectNode map) {
        return failure("unknown patch type: " + directive + " in map: " + GoMap.of(map));
    }

    /** Upstream's library knows few errors of the client's; all others are the server's. */
    private static ApiException failure(String message) {
        return ApiException.unforeseen(message);
    }

    private static String schema(@Nullable Schema list) {
        Schema item = list == null ? null : list.items();
        String name = item == null ? "" : item.name();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
