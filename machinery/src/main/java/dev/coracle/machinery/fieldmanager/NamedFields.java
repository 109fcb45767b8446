package dev.coracle.machinery.fieldmanager;

import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What sets of fields look like under a schema other than the one they were written under, or beside other sets. */
final class NamedFields {
    private NamedFields() {}

    /** The same set, in which every declared field that leads to a path is itself a path. */
    static FieldSet include(FieldSet set, @Nullable Schema schema) {
        List<FieldSet.Entry> entries = new ArrayList<>(set.entries().size());
        for (FieldSet.Entry entry : set.entries()) {
            boolean named = !entry.children().isEmpty()
                    && entry.element() instanceof PathElement.Field field
                    && Shape.isDeclared(schema, field.name());
            entries.add(new FieldSet.Entry(
                    entry.element(),
                    entry.member() || named,
                    include(entry.children(), child(schema, entry.element()))));
        }
        return FieldSet.of(entries);
    }

    /** The same set, in which what has become atomic since it was written is owned as a whole. */
    static FieldSet reconcile(FieldSet set, @Nullable Schema schema) {
        if (schema == null || schema.type() == Schema.Type.ANY) {
            return set;
        }
        List<FieldSet.Entry> entries = new ArrayList<>(set.entries().size());
        for (FieldSet.Entry entry : set.entries()) {
            Schema child = child(schema, entry.element());
            boolean atomic = child != null
                    && child.type() != Schema.Type.ANY
                    && !entry.children().isEmpty()
                    && (Shape.of(child, null) == Shape.ATOMIC_LIST || Shape.of(child, null) == Shape.ATOMIC_MAP);
            entries.add(
                    atomic
                            ? FieldSet.Entry.leaf(entry.element())
                            : new FieldSet.Entry(entry.element(), entry.member(), reconcile(entry.children(), child)));
        }
        return FieldSet.of(entries);
    }

    private static @Nullable Schema child(@Nullable Schema schema, PathElement element) {
        if (element instanceof PathElement.Field field) {
            return Shape.child(schema, field.name());
        }
        return element instanceof PathElement.Key && schema != null ? schema.items() : null;
    }
}
