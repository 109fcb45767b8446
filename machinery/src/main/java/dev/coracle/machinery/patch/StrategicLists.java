package dev.coracle.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.gotext.GoMap;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a strategic merge patch merges lists and orders them. Items are found by hash: a list costs what it is long.
 * Confined to one patch.
 */
final class StrategicLists {
    /** Up to this many, Go sorts by insertion, which shows where its comparison is no order. */
    private static final int GO_INSERTION_SORT = 20;

    private final StrategicMerge maps;

    StrategicLists(StrategicMerge maps) {
        this.maps = maps;
    }

    /** @param deletes whether the patch names what goes */
    ArrayNode merge(ArrayNode original, ArrayNode patch, @Nullable Schema schema, boolean deletes) {
        if (original.isEmpty() && patch.isEmpty()) {
            return original;
        }
        List<JsonNode> before = items(original);
        List<JsonNode> changes = items(patch);
        boolean objects = holdObjects(original, patch);
        String key = schema == null ? null : schema.patchMergeKey();
        List<JsonNode> merged;
        if (!objects) {
            if (deletes) {
                Set<Object> gone = keys(changes, null);
                before.removeIf(item -> gone.contains(identity(item)));
                return array(before);
            }
            Map<Object, JsonNode> distinct = new HashMap<>();
            Set<Object> order = new LinkedHashSet<>();
            for (List<JsonNode> each : List.of(before, changes)) {
                for (JsonNode item : each) {
                    order.add(identity(item));
                    distinct.putIfAbsent(identity(item), item);
                }
            }
            merged = new ArrayList<>(order.size());
            order.forEach(identity -> merged.add(distinct.get(identity)));
        } else {
            if (key == null) {
                throw StrategicMerge.failure("cannot merge lists without merge key for "
                        + StrategicMerge.shortName(schema == null ? null : schema.items()));
            }
            List<JsonNode> plain = new ArrayList<>();
            before = special(before, changes, plain, key);
            changes = plain;
            merged = mergeObjects(before, changes, key, schema == null ? null : schema.items());
        }
        return array(arrange(merged, changes, before, key));
    }

    /** Deals with the directives among the changes, adds the others to {@code plain}, and returns what is left to change. */
    private static List<JsonNode> special(
            List<JsonNode> before, List<JsonNode> changes, List<JsonNode> plain, String key) {
        Set<Object> gone = new HashSet<>();
        boolean replaces = false;
        for (JsonNode change : changes) {
            JsonNode directive = change.get(StrategicMerge.DIRECTIVE);
            if (directive == null) {
                plain.add(change);
                continue;
            }
            switch (directive.asText()) {
                case "delete" -> gone.add(identity(keyOf(change, key)));
                case "replace" -> replaces = true;
                case "merge" -> throw StrategicMerge.failure("merging lists cannot yet be specified in the patch");
                default -> throw StrategicMerge.unknownDirective(directive, (ObjectNode) change);
            }
        }
        if (replaces) {
            List<JsonNode> replaced = new ArrayList<>(plain);
            plain.clear();
            return replaced;
        }
        if (!gone.isEmpty()) {
            before.removeIf(item -> item.has(key) && gone.contains(identity(item.get(key))));
        }
        return before;
    }

    private List<JsonNode> mergeObjects(
            List<JsonNode> before, List<JsonNode> changes, String key, @Nullable Schema item) {
        List<JsonNode> merged = new ArrayList<>(before);
        Map<Object, Integer> places = new HashMap<>();
        for (int i = 0; i < merged.size(); i++) {
            if (merged.get(i).has(key)) {
                places.putIfAbsent(identity(merged.get(i).get(key)), i);
            }
        }
        for (JsonNode change : changes) {
            Object identity = identity(keyOf(change, key));
            Integer place = places.get(identity);
            if (place == null) {
                places.put(identity, merged.size());
                merged.add(change);
            } else {
                ObjectNode found = (ObjectNode) merged.get(place);
                merged.set(place, maps.merge(found, (ObjectNode) change, item));
            }
        }
        return merged;
    }

    /** What is patched must be named in the order, one after the other. */
    void checkOrder(@Nullable ArrayNode changes, ArrayNode order, @Nullable Schema schema) {
        if (changes == null || changes.isEmpty() || order.isEmpty()) {
            return;
        }
        String key = schema == null ? null : schema.patchMergeKey();
        List<JsonNode> named = items(changes);
        named.removeIf(StrategicMerge::isDirective);
        int at = 0;
        int asked = 0;
        while (at < named.size() && asked < order.size()) {
            JsonNode change = named.get(at);
            JsonNode wanted = order.get(asked++);
            Object left = key == null ? identity(change) : identity(keyOf(requireObject(change), key));
            Object right = key == null ? identity(wanted) : identity(keyOf(requireObject(wanted), key));
            if (left.equals(right)) {
                at++;
            }
        }
        if (at < named.size()) {
            throw StrategicMerge.failure("The order in patch list:\n" + GoMap.of(changes)
                    + "\n doesn't match $setElementOrder list:\n" + GoMap.of(order) + "\n");
        }
    }

    /** One of the two lists is there. */
    ArrayNode mergeInOrder(
            @Nullable ArrayNode original, @Nullable ArrayNode patch, ArrayNode order, @Nullable Schema schema) {
        String key = schema == null ? null : schema.patchMergeKey();
        List<JsonNode> serverOrder = original == null ? List.of() : items(original);
        boolean objects = holdObjects(
                original == null ? JsonNodeFactory.instance.arrayNode() : original,
                patch == null ? JsonNodeFactory.instance.arrayNode() : patch);
        boolean nothing = serverOrder.isEmpty() && (patch == null || patch.isEmpty());
        ArrayNode merged;
        if (patch == null) {
            merged = original == null ? JsonNodeFactory.instance.arrayNode() : original;
        } else if (original == null) {
            merged = (ArrayNode) StrategicMerge.dropDirectives(patch);
        } else if (schema != null && schema.patchStrategies().contains("merge")) {
            serverOrder = objects && key != null ? afterDeletions(serverOrder, items(patch), key) : serverOrder;
            merged = merge(original, patch, schema, false);
        } else {
            merged = patch;
        }
        if (nothing) {
            throw StrategicMerge.failure("no elements in any of the given slices");
        }
        if (objects && key == null) {
            for (List<JsonNode> list : List.of(items(merged), items(order), serverOrder)) {
                list.stream().findFirst().ifPresent(item -> keyOf(item, ""));
            }
        }
        return array(arrange(items(merged), items(order), serverOrder, key));
    }

    /**
     * The server's order as upstream sees it after the merge, which deletes and appends in the same memory: what was
     * appended fills the places of what went.
     */
    private static List<JsonNode> afterDeletions(List<JsonNode> before, List<JsonNode> changes, String key) {
        Set<Object> gone = new HashSet<>();
        for (JsonNode change : changes) {
            String directive = change.path(StrategicMerge.DIRECTIVE).asText();
            if (directive.equals("replace")) {
                return before;
            }
            if (directive.equals("delete") && change.has(key)) {
                gone.add(identity(change.get(key)));
            }
        }
        List<JsonNode> left = new ArrayList<>(before);
        left.removeIf(item -> item.has(key) && gone.contains(identity(item.get(key))));
        Set<Object> known = new HashSet<>();
        left.forEach(item -> known.add(item.has(key) ? identity(item.get(key)) : item));
        for (JsonNode change : changes) {
            if (left.size() < before.size()
                    && !StrategicMerge.isDirective(change)
                    && change.has(key)
                    && known.add(identity(change.get(key)))) {
                left.add(change);
            }
        }
        return left;
    }

    /**
     * Puts the items the client knows into its order and weaves the server's own between them where the server's order
     * allows.
     */
    private static List<JsonNode> arrange(
            List<JsonNode> merged, List<JsonNode> clientOrder, List<JsonNode> serverOrder, @Nullable String key) {
        Map<Object, Integer> client = positions(clientOrder, key);
        Map<Object, Integer> server = positions(serverOrder, key);
        List<JsonNode> known = new ArrayList<>();
        List<JsonNode> own = new ArrayList<>();
        for (JsonNode item : merged) {
            (client.containsKey(itemIdentity(item, key)) ? known : own).add(item);
        }
        sort(known, client, key);
        sort(own, server, key);
        List<JsonNode> result = new ArrayList<>(merged.size());
        int i = 0;
        int j = 0;
        while (i < own.size() || j < known.size()) {
            boolean takeOwn = j == known.size();
            if (!takeOwn && i < own.size()) {
                int left = server.getOrDefault(itemIdentity(own.get(i), key), -1);
                int right = server.getOrDefault(itemIdentity(known.get(j), key), -1);
                takeOwn = left >= 0 && right >= 0 && left < right;
            }
            result.add(takeOwn ? own.get(i++) : known.get(j++));
        }
        return result;
    }

    /** Go's comparison calls whatever has no place in the order less than anything: such an item ends up in front. */
    private static void sort(List<JsonNode> items, Map<Object, Integer> order, @Nullable String key) {
        boolean complete = items.stream().allMatch(item -> order.containsKey(itemIdentity(item, key)));
        if (complete || items.size() > GO_INSERTION_SORT) {
            items.sort(Comparator.comparingInt(item -> order.getOrDefault(itemIdentity(item, key), -1)));
            return;
        }
        for (int i = 1; i < items.size(); i++) {
            for (int j = i; j > 0 && less(items.get(j), items.get(j - 1), order, key); j--) {
                JsonNode item = items.get(j);
                items.set(j, items.get(j - 1));
                items.set(j - 1, item);
            }
        }
    }

    private static boolean less(JsonNode one, JsonNode other, Map<Object, Integer> order, @Nullable String key) {
        Integer left = order.get(itemIdentity(one, key));
        Integer right = order.get(itemIdentity(other, key));
        return left == null || right == null || left < right;
    }

    private static Map<Object, Integer> positions(List<JsonNode> order, @Nullable String key) {
        Map<Object, Integer> positions = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            positions.putIfAbsent(itemIdentity(order.get(i), key), i);
        }
        return positions;
    }

    private static Set<Object> keys(List<JsonNode> items, @Nullable String key) {
        return positions(items, key).keySet();
    }

    private static Object itemIdentity(JsonNode item, @Nullable String key) {
        return identity(key == null ? item : keyOf(requireObject(item), key));
    }

    /** What Go compares: a scalar's type and value. Two maps or lists it cannot compare, and they are never the same. */
    private static Object identity(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.isIntegralNumber() ? (Object) value.bigIntegerValue() : value.doubleValue();
            case NULL -> JsonNodeFactory.instance.nullNode();
            default -> new Object();
        };
    }

    private static JsonNode requireObject(JsonNode item) {
        if (!item.isObject()) {
            throw StrategicMerge.failure(
                    "expected a map[string]interface {}, but received a " + StrategicMerge.goType(item));
        }
        return item;
    }

    private static JsonNode keyOf(JsonNode item, String key) {
        JsonNode value = item.get(key);
        if (value == null) {
            throw StrategicMerge.failure("map: " + GoMap.of(item) + " does not contain declared merge key: " + key);
        }
        return value;
    }

    /** Whether both lists hold objects; they must hold values of one type, and no lists. */
    private static boolean holdObjects(ArrayNode original, ArrayNode patch) {
        String type = "";
        for (ArrayNode list : List.of(original, patch)) {
            for (JsonNode item : list) {
                String own = StrategicMerge.goType(item);
                if (type.isEmpty()) {
                    type = own;
                    if (item.isArray()) {
                        throw ApiException.of(
                                StatusReason.INVALID,
                                "the server rejected our request due to an error in our request",
                                JsonNodeFactory.instance.objectNode());
                    }
                } else if (!type.equals(own)) {
                    throw StrategicMerge.failure("list element types are not identical: [" + GoMap.of(original) + " "
                            + GoMap.of(patch) + "]");
                }
            }
        }
        return type.startsWith("map");
    }

    static List<JsonNode> items(ArrayNode array) {
        List<JsonNode> items = new ArrayList<>(array.size());
        array.forEach(items::add);
        return items;
    }

    private static ArrayNode array(List<JsonNode> items) {
        return JsonNodeFactory.instance.arrayNode(items.size()).addAll(items);
    }
}
