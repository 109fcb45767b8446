package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;

/** Fields of alpha features, which a server drops in silence unless it was told to serve them (v1.36). */
final class DisabledFields {
    private static final String[] STATUS_LISTS = {
        "containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"
    };

    private DisabledFields() {}

    static void dropFromSpec(JsonNode spec) {
        drop(spec, "schedulingGroup");
        for (JsonNode volume : Tree.get(spec, "volumes")) {
            for (JsonNode source : Tree.get(volume, "projected", "sources")) {
                drop(source, "clusterTrustBundle");
                drop(source, "podCertificate");
            }
        }
        PodContainers.visit(spec, container -> {
            JsonNode lifecycle = Tree.get(container, "lifecycle");
            if (Tree.has(lifecycle, "stopSignal")) {
                drop(lifecycle, "stopSignal");
                if (lifecycle.isEmpty()) {
                    drop(container, "lifecycle");
                }
            }
        });
    }

    static void dropFromStatus(JsonNode status) {
        drop(status, "nodeAllocatableResourceClaimStatuses");
        for (String list : STATUS_LISTS) {
            for (JsonNode container : Tree.get(status, list)) {
                for (JsonNode mount : Tree.get(container, "volumeMounts")) {
                    drop(mount, "volumeStatus");
                }
            }
        }
    }

    private static void drop(JsonNode node, String field) {
        if (node instanceof ObjectNode object) {
            object.remove(field);
        }
    }
}
