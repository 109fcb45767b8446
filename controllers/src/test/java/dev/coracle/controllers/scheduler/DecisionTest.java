package dev.coracle.controllers.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {
    private final List<Node> nodes = List.of(node("node-1"), node("node-2"), node("node-3"));
    private final ClusterState state = new ClusterState();

    @Test
    void spreadsAlikePodsEvenly() {
        Map<String, Integer> perNode = new HashMap<>();
        IntStream.range(0, 9).forEach(i -> perNode.merge(schedule(pod("web-" + i, "web", "100m")), 1, Integer::sum));

        assertThat(perNode).isEqualTo(Map.of("node-1", 3, "node-2", 3, "node-3", 3));
    }

    @Test
    void alikePodsCountMoreThanTheRest() {
        state.assume(pod("db-1", "db", "1"), "node-1");
        state.assume(pod("db-2", "db", "1"), "node-1");
        state.assume(pod("web-0", "web", "1"), "node-2");

        assertThat(schedule(pod("web-1", "web", "1"))).isEqualTo("node-3");
        assertThat(schedule(pod("web-2", "web", "1"))).isEqualTo("node-1");
    }

    @Test
    void saysWhyNothingFits() {
        IntStream.range(0, 3).forEach(i -> state.assume(pod("big-" + i, "big", "3"), "node-" + (i + 1)));
        Node cordoned = new NodeBuilder(nodes.get(2))
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build();

        Decision decision = decide(pod("web", "web", "2"), List.of(nodes.get(0), nodes.get(1), cordoned));

        assertThat(decision)
                .isEqualTo(new Decision.Unschedulable(
                        "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu."
                                + " preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling,"
                                + " 2 No preemption victims found for incoming pod."));
    }

    @Test
    void aNodeThatIsNotReadyTakesOnlyWhatToleratesIt() {
        Node silent = new NodeBuilder(nodes.get(0))
                .editStatus()
                .withConditions()
                .endStatus()
                .build();
        Pod patient = new PodBuilder(pod("web", "web", "1"))
                .editSpec()
                .addNewToleration("NoSchedule", "node.kubernetes.io/not-ready", "Exists", null, null)
                .endSpec()
                .build();

        assertThat(((Decision.Unschedulable) decide(pod("web", "web", "1"), List.of(silent))).message())
                .startsWith(
                        "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.");
        assertThat(decide(patient, List.of(silent))).isEqualTo(new Decision.Fits("node-1"));
    }

    @Test
    void saysSoWhenThereAreNoNodes() {
        assertThat(decide(pod("web", "web", "1"), List.of()))
                .isEqualTo(new Decision.Unschedulable("no nodes available to schedule pods"));
    }

    @Test
    void aSelectorThatNoNodeHasKeepsThePodWaiting() {
        Pod picky = new PodBuilder(pod("web", "web", "1"))
                .editSpec()
                .addToNodeSelector("disk", "ssd")
                .endSpec()
                .build();
        Node ssd = new NodeBuilder(node("node-4"))
                .editMetadata()
                .addToLabels("disk", "ssd")
                .endMetadata()
                .build();

        assertThat(((Decision.Unschedulable) decide(picky, nodes)).message())
                .startsWith("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.");
        assertThat(decide(picky, List.of(nodes.get(0), ssd))).isEqualTo(new Decision.Fits("node-4"));
    }

    @Test
    void requiredAffinityIsAnyOfItsTerms() {
        Pod pod = new PodBuilder(pod("web", "web", "1"))
                .editSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addToMatchExpressions(new NodeSelectorRequirement("zone", "In", List.of("a")))
                .endNodeSelectorTerm()
                .addNewNodeSelectorTerm()
                .addToMatchFields(new NodeSelectorRequirement("metadata.name", "In", List.of("node-2")))
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();

        assertThat(decide(pod, nodes)).isEqualTo(new Decision.Fits("node-2"));
    }

    @Test
    void hostPortsAreTakenOnce() {
        Pod pod = new PodBuilder(pod("web", "web", "1"))
                .editSpec()
                .editFirstContainer()
                .addNewPort()
                .withContainerPort(80)
                .withHostPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
        nodes.forEach(n -> state.assume(
                new PodBuilder(pod)
                        .editMetadata()
                        .withUid("on-" + n.getMetadata().getName())
                        .endMetadata()
                        .build(),
                n.getMetadata().getName()));

        assertThat(((Decision.Unschedulable) decide(pod, nodes)).message())
                .contains("3 node(s) didn't have free ports for the requested pod ports");
    }

    @Test
    void whatAPodTookIsFreeOnceItEndsOrGoes() {
        Pod pod = pod("big", "big", "4");
        state.assume(pod, "node-1");
        assertThat(decide(pod("web", "web", "1"), nodes.subList(0, 1))).isInstanceOf(Decision.Unschedulable.class);

        state.observe(new PodBuilder(pod)
                .editSpec()
                .withNodeName("node-1")
                .endSpec()
                .withNewStatus()
                .withPhase("Succeeded")
                .endStatus()
                .build());

        assertThat(decide(pod("web", "web", "1"), nodes.subList(0, 1))).isInstanceOf(Decision.Fits.class);
    }

    @ParameterizedTest
    @CsvSource({
        "key, Equal, value, NoSchedule, true",
        "key, , value, , true",
        "key, Equal, other, NoSchedule, false",
        "key, Exists, , NoSchedule, true",
        "key, Exists, , NoExecute, false",
        ", Exists, , , true",
        "other, Exists, , , false",
    })
    void tolerationsMatchAsDocumented(String key, String operator, String value, String effect, boolean expected) {
        Toleration toleration = new Toleration(effect, key, operator, null, value);

        assertThat(NodeFilter.tolerates(toleration, new Taint("NoSchedule", "key", null, "value")))
                .isEqualTo(expected);
    }

    @Test
    void initContainersCountByTheLargestAndSidecarsOnTop() {
        Pod pod = new PodBuilder(pod("web", "web", "500m"))
                .editSpec()
                .addNewInitContainer()
                .withRestartPolicy("Always")
                .withNewResources()
                .addToRequests("cpu", new Quantity("200m"))
                .endResources()
                .endInitContainer()
                .addNewInitContainer()
                .withNewResources()
                .addToRequests("cpu", new Quantity("1"))
                .endResources()
                .endInitContainer()
                .endSpec()
                .build();

        assertThat(Requests.of(pod).amounts()).containsEntry("cpu", 1200L);
    }

    private String schedule(Pod pod) {
        String node = ((Decision.Fits) decide(pod, nodes)).node();
        state.assume(pod, node);
        return node;
    }

    private Decision decide(Pod pod, List<Node> among) {
        return state.decide(loads -> Decision.of(pod, among, loads));
    }

    private static Node node(String name) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addToAllocatable("cpu", new Quantity("4"))
                .addToAllocatable("memory", new Quantity("8Gi"))
                .addToAllocatable("pods", new Quantity("110"))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    private static Pod pod(String name, String owner, String cpu) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withUid(name)
                .addNewOwnerReference()
                .withKind("ReplicaSet")
                .withName(owner)
                .withUid(owner)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withNewResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }
}
