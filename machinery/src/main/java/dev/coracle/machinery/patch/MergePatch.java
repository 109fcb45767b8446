package dev.coracle.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** A merge patch (RFC 7386) as json-patch v4 reads it, applied to a document of the caller's in place. */
final class MergePatch {
    private final Set<JsonNode> entered = Collections.newSetFromMap(new IdentityHashMap<>());

    /** As {@link JsonPatch#entered}. */
    Set<JsonNode> entered() {
        return entered;
    }

    ObjectNode merge(ObjectNode target, ObjectNode patch) {
        entered.add(target);
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            JsonNode before = target.get(name);
            if (value.isNull()) {
                target.remove(name);
            } else if (before instanceof ObjectNode object && value instanceof ObjectNode changes) {
                merge(object, changes);
            } else {
                if (!(before instanceof ObjectNode)) {
                    prune(value);
                }
                target.set(name, value);
            }
        }
        return target;
    }

    /** Nulls of a value that is taken as a whole stand for nothing, but for those that are items of a list. */
    static void prune(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
        }
        value.forEach(MergePatch::prune);
    }
}
