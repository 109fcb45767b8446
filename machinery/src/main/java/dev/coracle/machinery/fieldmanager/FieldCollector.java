package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The set of every field that an object mentions: the leaves, and the items of lists and keys of maps on the way. */
final class FieldCollector {
    private FieldCollector() {}

    /** @throws UnownableException when the items of some list cannot be told apart */
    static FieldSet collect(ObjectNode object, @Nullable Schema schema) {
        return fields(object, schema);
    }

    private static FieldSet fields(JsonNode map, @Nullable Schema schema) {
        List<FieldSet.Entry> entries = new ArrayList<>(map.size());
        for (Map.Entry<String, JsonNode> field : map.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean member = value.isNull() || (value.isObject() && value.isEmpty()) || !Shape.isDeclared(schema, name);
            add(new PathElement.Field(name), value, Shape.child(schema, name), member, entries);
        }
        return FieldSet.of(entries);
    }

    private static FieldSet items(JsonNode list, Schema schema) {
        TreeMap<PathElement, Integer> count = new TreeMap<>();
        for (JsonNode item : list) {
            count.merge(ListItems.element(schema, item), 1, Integer::sum);
        }
        List<FieldSet.Entry> entries = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            PathElement element = ListItems.element(schema, item);
            Integer times = count.remove(element);
            if (times != null && times > 1) {
                entries.add(FieldSet.Entry.leaf(element));
            } else if (times != null) {
                add(element, item, schema.items(), true, entries);
            }
        }
        return FieldSet.of(entries);
    }

    private static void add(
            PathElement element,
            JsonNode value,
            @Nullable Schema schema,
            boolean member,
            List<FieldSet.Entry> entries) {
        Shape shape = Shape.of(schema, value);
        FieldSet below = FieldSet.EMPTY;
        if (shape == Shape.MAP && value.isObject()) {
            below = fields(value, schema);
        } else if (shape == Shape.ASSOCIATIVE_LIST && value.isArray() && schema != null) {
            below = items(value, schema);
        }
        if (member || shape.isLeaf() || !below.isEmpty()) {
            entries.add(new FieldSet.Entry(element, member || shape.isLeaf(), below));
        }
    }
}
