package dev.coracle.apiserver.customresources.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills in a schema's defaults, in place; the rules of apiextensions' defaulting (v1.36). */
public final class Defaulting {
    private Defaulting() {}

    /** Whether anything was filled in. */
    public static boolean setDefaults(JsonNode value, @Nullable Structural schema) {
        if (schema == null) {
            return false;
        }
        boolean changed = false;
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, Structural> property : schema.properties().entrySet()) {
                JsonNode preset = property.getValue().defaultValue();
                if (preset != null && isAbsent(object.get(property.getKey()), property.getValue())) {
                    object.set(property.getKey(), preset.deepCopy());
                    changed = true;
                }
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                Structural known = schema.properties().get(field.getKey());
                if (known == null) {
                    known = schema.additional();
                    JsonNode preset = known == null ? null : known.defaultValue();
                    if (known != null && preset != null && isAbsent(field.getValue(), known)) {
                        field.setValue(preset.deepCopy());
                        changed = true;
                    }
                }
                changed |= setDefaults(field.getValue(), known);
            }
        } else if (value instanceof ArrayNode array && schema.item() != null) {
            Structural item = schema.item();
            JsonNode preset = item.defaultValue();
            for (int i = 0; i < array.size(); i++) {
                if (preset != null && isAbsent(array.get(i), item)) {
                    array.set(i, preset.deepCopy());
                    changed = true;
                }
                changed |= setDefaults(array.get(i), item);
            }
        }
        return changed;
    }

    private static boolean isAbsent(@Nullable JsonNode value, Structural schema) {
        return value == null || (value.isNull() && !schema.isNullable());
    }
}
