package dev.coracle.apiserver.customresources.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills in a schema's defaults, in place; the rules of apiextensions' defaulting (v1.36). All that is filled into one
 * object has a bound: a few bytes of it may ask for many defaults, each as large as a definition. Confined to one call.
 */
public final class Defaulting {
    /** Characters that defaults may add to one object: twice what the store takes. */
    public static final int MAX_ADDED = 3 * 1024 * 1024;

    private boolean changed;
    private long added;

    private Defaulting() {}

    /** What became of an object. */
    public enum Outcome {
        UNCHANGED,
        CHANGED,
        /** The defaults are more than {@link #MAX_ADDED}; those beyond are missing. */
        TOO_LARGE
    }

    public static Outcome setDefaults(JsonNode value, @Nullable Structural schema) {
        Defaulting run = new Defaulting();
        run.fill(value, schema);
        return run.added > MAX_ADDED ? Outcome.TOO_LARGE : run.changed ? Outcome.CHANGED : Outcome.UNCHANGED;
    }

    private void fill(JsonNode value, @Nullable Structural schema) {
        if (schema == null || added > MAX_ADDED) {
            return;
        }
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, Structural> property : schema.properties().entrySet()) {
                if (isAbsent(object.get(property.getKey()), property.getValue())) {
                    JsonNode preset = preset(property.getValue());
                    if (preset != null) {
                        object.set(property.getKey(), preset);
                    }
                }
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                Structural known = schema.properties().get(field.getKey());
                if (known == null) {
                    known = schema.additional();
                    JsonNode preset = known == null || !isAbsent(field.getValue(), known) ? null : preset(known);
                    if (preset != null) {
                        field.setValue(preset);
                    }
                }
                fill(field.getValue(), known);
            }
        } else if (value instanceof ArrayNode array && schema.item() != null) {
            Structural item = schema.item();
            for (int i = 0; i < array.size(); i++) {
                JsonNode preset = isAbsent(array.get(i), item) ? preset(item) : null;
                if (preset != null) {
                    array.set(i, preset);
                }
                fill(array.get(i), item);
            }
        }
    }

    /** A copy of the default, if there is one and room for it. */
    private @Nullable JsonNode preset(Structural schema) {
        JsonNode preset = schema.defaultValue();
        if (preset == null) {
            return null;
        }
        added += schema.defaultLength();
        if (added > MAX_ADDED) {
            return null;
        }
        changed = true;
        return preset.deepCopy();
    }

    private static boolean isAbsent(@Nullable JsonNode value, Structural schema) {
        return value == null || (value.isNull() && !schema.isNullable());
    }
}
