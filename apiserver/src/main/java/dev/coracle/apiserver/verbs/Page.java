package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a list answers with.
 *
 * @param objects in key order
 * @param revision of the snapshot
 * @param continueToken when more follows
 * @param remaining how many follow, where that is known
 */
record Page(List<StoredObject> objects, long revision, Optional<String> continueToken, OptionalLong remaining) {
    ObjectNode metadata() {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("resourceVersion", Long.toString(revision));
        continueToken.ifPresent(token -> metadata.put("continue", token));
        remaining.ifPresent(count -> metadata.put("remainingItemCount", count));
        return metadata;
    }
}
