package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.json.JsonEquality;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Walks two objects side by side and finds where they differ, once. Immutable. */
final class Comparer {
    private final boolean completes;

    /** @param completes whether fields that are always written count as there, although the trees lack them */
    Comparer(boolean completes) {
        this.completes = completes;
    }

    /** @throws UnownableException when the items of some list cannot be told apart */
    Comparison compare(ObjectNode old, ObjectNode object, @Nullable Schema schema) {
        Difference difference = visit(old, object, schema);
        return difference.below;
    }

    /**
     * What was found at a value.
     *
     * @param self how the value itself differs, when it does as a whole
     * @param below how its parts do
     */
    private record Difference(How self, Comparison below) {
        static final Difference NONE = new Difference(How.NOT, Comparison.NONE);
        static final Difference ADDED = new Difference(How.ADDED, Comparison.NONE);
        static final Difference MODIFIED = new Difference(How.MODIFIED, Comparison.NONE);
        static final Difference REMOVED = new Difference(How.REMOVED, Comparison.NONE);
    }

    private enum How {
        NOT,
        ADDED,
        MODIFIED,
        REMOVED
    }

    /** At least one of the two is there; a JSON null is. */
    private Difference visit(@Nullable JsonNode old, @Nullable JsonNode now, @Nullable Schema schema) {
        Shape before = Shape.of(schema, old);
        Shape after = Shape.of(schema, now);
        if (now == null || old == null || before == after) {
            return visit(now == null ? before : after, old, now, schema);
        }
        // The value changed its shape, which only one without a type of its own can: it is both gone and come.
        Difference gone = visit(before, old, now, schema);
        Difference come = visit(after, old, now, schema);
        Parts parts = new Parts();
        parts.addAll(gone.below);
        parts.addAll(come.below);
        return new Difference(gone.self == How.NOT ? come.self : gone.self, parts.comparison());
    }

    private Difference visit(Shape shape, @Nullable JsonNode old, @Nullable JsonNode now, @Nullable Schema schema) {
        if (shape.isLeaf()) {
            return leaf(old, now, schema);
        }
        Parts parts = new Parts();
        if (shape == Shape.MAP) {
            ObjectNode before = old instanceof ObjectNode object ? object : null;
            ObjectNode after = now instanceof ObjectNode object ? object : null;
            if (isEmpty(before, schema) && isEmpty(after, schema)) {
                return leaf(old, now, schema);
            }
            visitFields(before, after, schema, parts);
        } else if (schema != null) {
            boolean nothing = (old == null || old.isEmpty()) && (now == null || now.isEmpty());
            if (nothing) {
                return leaf(old, now, schema);
            }
            visitItems(old, now, schema, parts);
        }
        Comparison below = parts.comparison();
        if (old == null) {
            return new Difference(How.ADDED, below);
        } else if (now == null) {
            return new Difference(How.REMOVED, below);
        }
        return below.isSame() ? Difference.NONE : new Difference(How.NOT, below);
    }

    private Difference leaf(@Nullable JsonNode old, @Nullable JsonNode now, @Nullable Schema schema) {
        if (old == null) {
            return Difference.ADDED;
        } else if (now == null) {
            return Difference.REMOVED;
        }
        boolean same = JsonEquality.byValue(old, now)
                || (completes
                        && old.isContainerNode()
                        && JsonEquality.byValue(complete(old, schema), complete(now, schema)));
        return same ? Difference.NONE : Difference.MODIFIED;
    }

    private static JsonNode complete(JsonNode value, @Nullable Schema schema) {
        JsonNode complete = value.deepCopy();
        Completion.descend(complete, schema);
        return complete;
    }

    private boolean isEmpty(@Nullable ObjectNode map, @Nullable Schema schema) {
        if (map == null) {
            return true;
        }
        return map.isEmpty() && !(completes && hasAlwaysWritten(schema));
    }

    private static boolean hasAlwaysWritten(@Nullable Schema schema) {
        if (schema != null && schema.type() == Schema.Type.OBJECT) {
            for (Schema field : schema.fields().values()) {
                if (field.isAlwaysWritten()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void visitFields(@Nullable ObjectNode old, @Nullable ObjectNode now, @Nullable Schema schema, Parts parts) {
        if (old != null) {
            for (Map.Entry<String, JsonNode> field : old.properties()) {
                String name = field.getKey();
                parts.add(name, visit(field.getValue(), get(now, name, schema), Shape.child(schema, name)));
            }
        }
        if (now != null) {
            for (Map.Entry<String, JsonNode> field : now.properties()) {
                String name = field.getKey();
                if (old == null || !old.has(name)) {
                    parts.add(name, visit(get(old, name, schema), field.getValue(), Shape.child(schema, name)));
                }
            }
        }
        if (completes && (old == null || now == null) && schema != null && schema.type() == Schema.Type.OBJECT) {
            visitUnset(old == null ? now : old, old == null, schema, parts);
        }
    }

    /** The always written fields that an object which came or went does not spell out. */
    private void visitUnset(@Nullable ObjectNode object, boolean came, Schema schema, Parts parts) {
        for (Map.Entry<String, Schema> field : schema.fields().entrySet()) {
            if (field.getValue().isAlwaysWritten() && object != null && !object.has(field.getKey())) {
                JsonNode zero = Shape.zero(field.getValue());
                parts.add(
                        field.getKey(),
                        came ? visit(null, zero, field.getValue()) : visit(zero, null, field.getValue()));
            }
        }
    }

    private @Nullable JsonNode get(@Nullable ObjectNode object, String name, @Nullable Schema schema) {
        if (object == null) {
            return null;
        }
        JsonNode value = object.get(name);
        if (value == null && completes && schema != null && schema.type() == Schema.Type.OBJECT) {
            Schema field = schema.field(name);
            return field != null && field.isAlwaysWritten() ? Shape.zero(field) : null;
        }
        return value;
    }

    private void visitItems(@Nullable JsonNode old, @Nullable JsonNode now, Schema schema, Parts parts) {
        Map<PathElement, List<JsonNode>> before = index(old, schema);
        Map<PathElement, List<JsonNode>> after = index(now, schema);
        for (Map.Entry<PathElement, List<JsonNode>> entry : before.entrySet()) {
            List<JsonNode> others = after.remove(entry.getKey());
            visitItem(entry.getKey(), entry.getValue(), others == null ? List.of() : others, schema, parts);
        }
        for (Map.Entry<PathElement, List<JsonNode>> entry : after.entrySet()) {
            visitItem(entry.getKey(), List.of(), entry.getValue(), schema, parts);
        }
    }

    /** Items that cannot be told apart are compared as one. */
    private void visitItem(PathElement element, List<JsonNode> old, List<JsonNode> now, Schema schema, Parts parts) {
        JsonNode before = old.isEmpty() ? null : old.get(0);
        JsonNode after = now.isEmpty() ? null : now.get(0);
        if (old.size() <= 1 && now.size() <= 1) {
            parts.add(element, visit(before, after, schema.items()));
        } else if (old.size() > 1 && now.size() > 1) {
            if (!sameItems(old, now)) {
                parts.add(element, Difference.MODIFIED);
            }
        } else if (old.size() > 1) {
            if (after != null) {
                parts.add(element, visit(null, after, schema.items()));
            }
            parts.add(element, Difference.REMOVED);
        } else {
            if (before != null) {
                parts.add(element, visit(before, null, schema.items()));
            }
            parts.add(element, Difference.ADDED);
        }
    }

    private static boolean sameItems(List<JsonNode> a, List<JsonNode> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!JsonEquality.byValue(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Map<PathElement, List<JsonNode>> index(@Nullable JsonNode list, Schema schema) {
        TreeMap<PathElement, List<JsonNode>> index = new TreeMap<>();
        if (list != null) {
            for (JsonNode item : list) {
                index.computeIfAbsent(ListItems.element(schema, item), e -> new ArrayList<>(1))
                        .add(item);
            }
        }
        return index;
    }

    /** Collects what differs below one value; most values do not differ, so the lists are made late. */
    private static final class Parts {
        private @Nullable List<FieldSet.Entry> added;
        private @Nullable List<FieldSet.Entry> modified;
        private @Nullable List<FieldSet.Entry> removed;

        void add(String name, Difference difference) {
            if (difference.self != How.NOT || !difference.below.isSame()) {
                add(new PathElement.Field(name), difference);
            }
        }

        void add(PathElement element, Difference difference) {
            added = add(added, element, difference.self == How.ADDED, difference.below.added());
            modified = add(modified, element, difference.self == How.MODIFIED, difference.below.modified());
            removed = add(removed, element, difference.self == How.REMOVED, difference.below.removed());
        }

        private static @Nullable List<FieldSet.Entry> add(
                @Nullable List<FieldSet.Entry> entries, PathElement element, boolean self, FieldSet below) {
            if (!self && below.isEmpty()) {
                return entries;
            }
            List<FieldSet.Entry> list = entries == null ? new ArrayList<>() : entries;
            list.add(new FieldSet.Entry(element, self, below));
            return list;
        }

        void addAll(Comparison other) {
            added = addAll(added, other.added());
            modified = addAll(modified, other.modified());
            removed = addAll(removed, other.removed());
        }

        private static @Nullable List<FieldSet.Entry> addAll(@Nullable List<FieldSet.Entry> entries, FieldSet set) {
            List<FieldSet.Entry> list = entries == null ? new ArrayList<>() : entries;
            list.addAll(set.entries());
            return list;
        }

        Comparison comparison() {
            if (added == null && modified == null && removed == null) {
                return Comparison.NONE;
            }
            return new Comparison(set(added), set(modified), set(removed));
        }

        private static FieldSet set(@Nullable List<FieldSet.Entry> entries) {
            return entries == null ? FieldSet.EMPTY : FieldSet.of(entries);
        }
    }
}
