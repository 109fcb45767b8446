package dev.coracle.apiserver.kinds.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.Kinds;
import dev.coracle.machinery.tree.Tree;
import org.junit.jupiter.api.Test;

class PodBindingTest {
    private static ObjectNode binding(String node) {
        ObjectNode binding = Tree.newObject();
        binding.putObject("metadata")
                .put("name", "web")
                .putObject("annotations")
                .put("a", "b");
        binding.putObject("target").put("kind", "Node").put("name", node);
        return binding;
    }

    @Test
    void givesAPodToANodeOnce() {
        ObjectNode pod = Pods.create(Pods.kind(), "", "");

        PodBinding.apply(pod, binding("node-1"), Kinds.NOW);

        assertThat(pod.at("/spec/nodeName").asText()).isEqualTo("node-1");
        assertThat(pod.at("/metadata/annotations/a").asText()).isEqualTo("b");
        assertThat(pod.at("/status/conditions").toString())
                .isEqualTo("[{\"lastProbeTime\":null,\"lastTransitionTime\":\"2026-01-01T00:10:00Z\","
                        + "\"status\":\"True\",\"type\":\"PodScheduled\"}]");
        assertThatThrownBy(() -> PodBinding.apply(pod, binding("node-2"), Kinds.NOW))
                .hasMessage("Operation cannot be fulfilled on pods/binding \"web\": pod web is already assigned to node"
                        + " \"node-1\"");
    }

    @Test
    void refusesABindingWithoutANode() {
        assertThatThrownBy(() -> PodBinding.validate(binding(""))).hasMessage("target.name: Required value");
    }
}
