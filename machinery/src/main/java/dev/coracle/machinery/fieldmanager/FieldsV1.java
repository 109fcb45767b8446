package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sets of fields as they stand in {@code fieldsV1}, byte for byte as upstream writes them. */
final class FieldsV1 {
    private static final String SELF = ".";

    private FieldsV1() {}

    static ObjectNode encode(FieldSet set) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        encode(set, fields);
        return fields;
    }

    private static void encode(FieldSet set, ObjectNode fields) {
        for (FieldSet.Entry entry : set.entries()) {
            ObjectNode child = fields.putObject(entry.element().encode());
            if (!entry.children().isEmpty()) {
                if (entry.member()) {
                    child.putObject(SELF);
                }
                encode(entry.children(), child);
            }
        }
    }

    /** @throws IllegalArgumentException when it is not a set of fields */
    static FieldSet decode(JsonNode fields) {
        if (fields.isObject()) {
            List<FieldSet.Entry> entries = new ArrayList<>(fields.size());
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                PathElement element = field.getKey().equals(SELF) ? null : PathElement.decode(field.getKey());
                if (element != null) {
                    FieldSet children = decode(field.getValue());
                    boolean member = children.isEmpty() || field.getValue().has(SELF);
                    entries.add(new FieldSet.Entry(element, member, children));
                }
            }
            return FieldSet.of(entries);
        }
        if (fields.isNull() || fields.isMissingNode()) {
            return FieldSet.EMPTY;
        }
        throw new IllegalArgumentException("expected an object, found " + fields);
    }

    /** Whether a set as {@link #encode} writes it and another have a path in common; decodes nothing. */
    static boolean touches(JsonNode fields, FieldSet set) {
        for (FieldSet.Entry entry : set.entries()) {
            JsonNode child = fields.get(entry.element().encode());
            if (child != null
                    && ((entry.member() && (child.isEmpty() || child.has(SELF))) || touches(child, entry.children()))) {
                return true;
            }
        }
        return false;
    }
}
