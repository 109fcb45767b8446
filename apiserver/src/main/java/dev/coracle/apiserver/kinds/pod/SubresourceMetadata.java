package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;

/** What a write to one part of an object may not touch of its metadata: upstream's ResetObjectMetaForStatus. */
final class SubresourceMetadata {
    private static final String[] RESET = {
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "labels",
        "annotations",
        "finalizers",
        "ownerReferences"
    };

    private SubresourceMetadata() {}

    static void reset(ObjectNode object, ObjectNode old) {
        ObjectNode metadata = Tree.createObject(object, "metadata");
        for (String field : RESET) {
            JsonNode before = Tree.get(Tree.metadata(old), field);
            if (before.isMissingNode()) {
                metadata.remove(field);
            } else {
                metadata.set(field, before.deepCopy());
            }
        }
    }
}
