package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.Completion;
import dev.coracle.machinery.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a value at a place of a schema is owned. Where there is no schema, or it takes any value, the value decides: maps
 * are owned key by key, everything else as a whole.
 */
enum Shape {
    SCALAR,
    ATOMIC_LIST,
    /** A list of type set or map. */
    ASSOCIATIVE_LIST,
    ATOMIC_MAP,
    /** An object or a map whose fields are owned one by one. */
    MAP;

    private static final ObjectNode EMPTY = JsonNodeFactory.instance.objectNode();

    static Shape of(@Nullable Schema schema, @Nullable JsonNode value) {
        if (schema == null || schema.type() == Schema.Type.ANY) {
            if (value != null && value.isArray()) {
                return ATOMIC_LIST;
            }
            if (value != null && !value.isObject() && !value.isNull()) {
                return SCALAR;
            }
            return schema != null && schema.isAtomic() ? ATOMIC_MAP : MAP;
        }
        return switch (schema.type()) {
            case OBJECT, MAP -> schema.isAtomic() ? ATOMIC_MAP : MAP;
            case ARRAY -> schema.listType() == Schema.ListType.ATOMIC ? ATOMIC_LIST : ASSOCIATIVE_LIST;
            default -> SCALAR;
        };
    }

    boolean isLeaf() {
        return this != MAP && this != ASSOCIATIVE_LIST;
    }

    /** The schema of a field or a key; null when anything goes there. */
    static @Nullable Schema child(@Nullable Schema schema, String name) {
        if (schema == null) {
            return null;
        }
        Schema field = schema.type() == Schema.Type.OBJECT ? schema.field(name) : null;
        return field != null ? field : schema.items();
    }

    /** Whether a field is one that the type declares, and not just a key of a map. */
    static boolean isDeclared(@Nullable Schema schema, String name) {
        return schema != null && schema.fields().containsKey(name);
    }

    /** What an always written field holds when nobody set it; of an object, that it is there. */
    static JsonNode zero(Schema field) {
        boolean object = field.type() == Schema.Type.OBJECT && !field.isWrittenAsNull();
        return object ? EMPTY : Completion.unset(field);
    }
}
