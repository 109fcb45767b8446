package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;
import java.util.function.Consumer;

/** All containers of a pod, in the order upstream visits them. */
final class PodContainers {
    private static final List<String> LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    private PodContainers() {}

    static void visit(Field spec, Consumer<Field> visitor) {
        for (String list : LISTS) {
            spec.each(list).forEach(visitor);
        }
    }

    static void visit(JsonNode spec, Consumer<JsonNode> visitor) {
        for (String list : LISTS) {
            Tree.get(spec, list).forEach(visitor);
        }
    }
}
