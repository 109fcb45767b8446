package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.function.BiConsumer;

/** All containers of a pod, in the order upstream visits them. */
final class PodContainers {
    private static final String[] LISTS = {"initContainers", "containers", "ephemeralContainers"};

    private PodContainers() {}

    /** Calls {@code visitor} with each container and its path. */
    static void visit(JsonNode spec, Path path, BiConsumer<JsonNode, Path> visitor) {
        for (String list : LISTS) {
            int i = 0;
            for (JsonNode container : Tree.get(spec, list)) {
                visitor.accept(container, path.child(list).index(i++));
            }
        }
    }
}
