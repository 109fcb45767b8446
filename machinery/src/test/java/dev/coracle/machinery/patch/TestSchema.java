package dev.coracle.machinery.patch;

import dev.coracle.machinery.schema.Schema;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A schema written out by hand. */
record TestSchema(
        Type type,
        Map<String, Schema> fields,
        @Nullable Schema items,
        Set<String> patchStrategies,
        @Nullable String patchMergeKey)
        implements Schema {
    static Schema object(Map<String, Schema> fields) {
        return new TestSchema(Type.OBJECT, fields, null, Set.of(), null);
    }

    static Schema list(Schema items) {
        return new TestSchema(Type.ARRAY, Map.of(), items, Set.of(), null);
    }

    static Schema mergedList(Schema items, @Nullable String key) {
        return new TestSchema(Type.ARRAY, Map.of(), items, Set.of("merge"), key);
    }

    static Schema string() {
        return new TestSchema(Type.STRING, Map.of(), null, Set.of(), null);
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public String format() {
        return "";
    }

    @Override
    public Set<String> required() {
        return Set.of();
    }
}
