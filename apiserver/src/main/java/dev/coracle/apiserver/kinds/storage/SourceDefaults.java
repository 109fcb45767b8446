package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;

/** What volume sources say where they say nothing, in pods and in persistent volumes. */
public final class SourceDefaults {
    private SourceDefaults() {}

    /** Fills in the source that {@code volume} has as a field. */
    public static void set(JsonNode volume) {
        texts(volume, "iscsi", "iscsiInterface", "default");
        texts(volume, "rbd", "pool", "rbd", "user", "admin", "keyring", "/etc/ceph/keyring");
        texts(volume, "azureDisk", "cachingMode", "ReadWrite", "fsType", "ext4", "kind", "Shared");
        texts(volume, "scaleIO", "storageMode", "ThinProvisioned", "fsType", "xfs");
        if (Tree.get(volume, "azureDisk") instanceof ObjectNode disk && !Tree.has(disk, "readOnly")) {
            disk.put("readOnly", false);
        }
        if (Tree.get(volume, "hostPath") instanceof ObjectNode hostPath && !Tree.has(hostPath, "type")) {
            hostPath.put("type", "");
        }
    }

    private static void texts(JsonNode volume, String source, String... fieldsAndValues) {
        if (Tree.get(volume, source) instanceof ObjectNode node) {
            for (int i = 0; i < fieldsAndValues.length; i += 2) {
                Tree.setDefault(node, fieldsAndValues[i], fieldsAndValues[i + 1]);
            }
        }
    }
}
