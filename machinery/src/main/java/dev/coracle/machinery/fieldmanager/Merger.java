package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lays an applied configuration over the live object. Takes nothing away; shares nodes with both. */
final class Merger {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Merger() {}

    static ObjectNode merge(ObjectNode live, ObjectNode config, @Nullable Schema schema) {
        return value(live, config, schema) instanceof ObjectNode merged ? merged : NODES.objectNode();
    }

    /** Null when nothing comes of it. */
    private static @Nullable JsonNode value(
            @Nullable JsonNode live, @Nullable JsonNode config, @Nullable Schema schema) {
        Shape shape = Shape.of(schema, config == null ? live : config);
        if (shape == Shape.MAP) {
            ObjectNode left = live instanceof ObjectNode object && !object.isEmpty() ? object : null;
            ObjectNode right = config instanceof ObjectNode object && !object.isEmpty() ? object : null;
            if (left != null || right != null) {
                return fields(left, right, schema);
            }
        } else if (shape == Shape.ASSOCIATIVE_LIST && schema != null) {
            boolean some = (live != null && !live.isEmpty()) || (config != null && !config.isEmpty());
            if (some) {
                return items(new Indexed(live, schema), new Indexed(config, schema), schema);
            }
        }
        return config != null ? config : live;
    }

    private static @Nullable JsonNode fields(
            @Nullable ObjectNode live, @Nullable ObjectNode config, @Nullable Schema schema) {
        ObjectNode merged = NODES.objectNode();
        if (live != null) {
            for (Map.Entry<String, JsonNode> field : live.properties()) {
                JsonNode other = config == null ? null : config.get(field.getKey());
                set(merged, field.getKey(), value(field.getValue(), other, Shape.child(schema, field.getKey())));
            }
        }
        if (config != null) {
            for (Map.Entry<String, JsonNode> field : config.properties()) {
                if (live == null || !live.has(field.getKey())) {
                    set(merged, field.getKey(), value(null, field.getValue(), Shape.child(schema, field.getKey())));
                }
            }
        }
        return merged.isEmpty() ? null : merged;
    }

    private static void set(ObjectNode object, String name, @Nullable JsonNode value) {
        if (value != null) {
            object.set(name, value);
        }
    }

    /** The items of a list and what tells them apart; of items that nothing tells apart, none counts. */
    private static final class Indexed {
        final List<PathElement> elements = new ArrayList<>();
        final List<JsonNode> items = new ArrayList<>();
        private final TreeMap<PathElement, JsonNode> byElement = new TreeMap<>();

        Indexed(@Nullable JsonNode list, Schema schema) {
            if (list != null) {
                for (JsonNode item : list) {
                    PathElement element = ListItems.element(schema, item);
                    elements.add(element);
                    items.add(item);
                    byElement.merge(element, item, (first, second) -> NullNode.getInstance());
                }
            }
        }

        boolean has(PathElement element) {
            return byElement.containsKey(element);
        }

        @Nullable
        JsonNode get(PathElement element) {
            return byElement.get(element);
        }
    }

    /**
     * The configuration's items in its order; live items that it does not mention keep their place before the next shared
     * one.
     */
    private static @Nullable JsonNode items(Indexed live, Indexed config, Schema schema) {
        ArrayNode merged = NODES.arrayNode();
        Deque<PathElement> shared = new ArrayDeque<>();
        for (PathElement element : config.elements) {
            if (live.has(element)) {
                shared.add(element);
            }
        }
        TreeSet<PathElement> done = new TreeSet<>();
        int l = 0;
        int r = 0;
        while (l < live.elements.size() || r < config.elements.size()) {
            PathElement left = l < live.elements.size() ? live.elements.get(l) : null;
            PathElement right = r < config.elements.size() ? config.elements.get(r) : null;
            if (left != null && right != null) {
                if (left.compareTo(right) == 0) {
                    done.add(left);
                    add(merged, value(live.get(left), config.get(left), schema.items()));
                    l++;
                    r++;
                    shared.poll();
                    continue;
                }
                PathElement next = shared.peek();
                if (config.has(left) && next != null && next.compareTo(left) != 0) {
                    l++;
                    continue;
                }
            }
            if (left != null && !config.has(left)) {
                add(merged, value(live.items.get(l), null, schema.items()));
                l++;
                continue;
            }
            if (left != null && done.contains(left)) {
                l++;
            }
            if (right != null) {
                done.add(right);
                add(merged, value(live.get(right), config.get(right), schema.items()));
                r++;
                PathElement next = shared.peek();
                if (next != null && next.compareTo(right) == 0) {
                    shared.poll();
                }
            }
        }
        return merged.isEmpty() ? null : merged;
    }

    private static void add(ArrayNode list, @Nullable JsonNode item) {
        if (item != null) {
            list.add(item);
        }
    }
}
