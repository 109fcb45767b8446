package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cells that volumes and claims have in common. */
final class VolumeTexts {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final List<Map.Entry<String, String>> SHORT_MODES = List.of(
            Map.entry("ReadWriteOnce", "RWO"),
            Map.entry("ReadOnlyMany", "ROX"),
            Map.entry("ReadWriteMany", "RWX"),
            Map.entry("ReadWriteOncePod", "RWOP"));

    private VolumeTexts() {}

    /** The access modes of a spec or a status: {@code RWO,ROX}, in this order whatever theirs is. */
    static String accessModes(JsonNode part) {
        Set<String> modes = new HashSet<>();
        Tree.get(part, "accessModes").forEach(mode -> modes.add(mode.asText()));
        List<String> shown = new ArrayList<>();
        for (Map.Entry<String, String> mode : SHORT_MODES) {
            if (modes.contains(mode.getKey())) {
                shown.add(mode.getValue());
            }
        }
        return String.join(",", shown);
    }

    static String phase(ObjectNode object) {
        return Tree.has(Tree.metadata(object), "deletionTimestamp")
                ? "Terminating"
                : Tree.text(Tree.status(object), "phase");
    }

    /** The class by name; the annotation that once stood for it comes first. */
    static String storageClass(ObjectNode object) {
        JsonNode annotation = Tree.get(Tree.metadata(object), "annotations", CLASS_ANNOTATION);
        return annotation.isMissingNode() ? Tree.text(Tree.spec(object), "storageClassName") : annotation.asText();
    }
}
