package dev.coracle.apiserver.customresources.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drops what a schema does not know from trees, in place; the rules of apiextensions' pruning (v1.36). */
public final class Pruning {
    private static final Set<String> RESOURCE_FIELDS = Set.of("apiVersion", "kind", "metadata");

    private Pruning() {}

    /** Whether anything was dropped. */
    public static boolean prune(JsonNode value, Structural schema) {
        if (value instanceof ObjectNode object) {
            return object(object, schema);
        }
        Structural item = schema.item();
        boolean changed = false;
        if (value instanceof ArrayNode array && item != null) {
            for (JsonNode each : array) {
                changed |= prune(each, item);
            }
        } else if (value.isArray() && !schema.preservesUnknownFields()) {
            for (JsonNode each : value) {
                changed |= each instanceof ObjectNode object && clear(object);
            }
        }
        return changed;
    }

    private static boolean clear(ObjectNode object) {
        boolean changed = !object.isEmpty();
        object.removeAll();
        return changed;
    }

    private static boolean object(ObjectNode object, Structural schema) {
        boolean changed = false;
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            if (schema.isEmbeddedResource() && RESOURCE_FIELDS.contains(name)) {
                continue;
            }
            Structural known = schema.properties().get(name);
            if (known == null) {
                known = schema.additional();
            }
            if (known != null) {
                changed |= prune(field.getValue(), known);
            } else if (!schema.preservesUnknownFields()) {
                unknown.add(name);
            }
        }
        object.remove(unknown);
        return changed || !unknown.isEmpty();
    }

    /** Drops fields that are null though they must not be and have no default to take its place. */
    public static boolean dropNulls(JsonNode value, @Nullable Structural schema) {
        if (schema == null) {
            return false;
        }
        boolean changed = false;
        if (value instanceof ObjectNode object) {
            List<String> nulls = new ArrayList<>();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                Structural known = schema.properties().get(field.getKey());
                if (known == null) {
                    known = schema.additional();
                }
                if (known != null
                        && field.getValue().isNull()
                        && !known.isNullable()
                        && known.defaultValue() == null
                        && known != Structural.ANYTHING) {
                    nulls.add(field.getKey());
                } else {
                    changed |= dropNulls(field.getValue(), known);
                }
            }
            object.remove(nulls);
            changed |= !nulls.isEmpty();
        } else if (value.isArray()) {
            for (JsonNode each : value) {
                changed |= dropNulls(each, schema.item());
            }
        }
        return changed;
    }
}
