package dev.coracle.controllers.scheduler;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * How well a node suits a pod; the smallest is the best. Preferences of the pod first, then spreading: fewest pods of its
 * own kind, fewest pods at all, and by name so that the choice is the same every time.
 */
record NodeScore(int unwelcome, int unpreferred, int alike, int pods, String node) implements Comparable<NodeScore> {
    private static final Comparator<NodeScore> ORDER = Comparator.comparingInt(NodeScore::unwelcome)
            .thenComparingInt(NodeScore::unpreferred)
            .thenComparingInt(NodeScore::alike)
            .thenComparingInt(NodeScore::pods)
            .thenComparing(NodeScore::node);
    private static final Set<String> SOFT_EFFECTS = Set.of("PreferNoSchedule");

    static NodeScore of(Pod pod, Placement asPlaced, Node node, NodeLoad load) {
        int unwelcome = (int) node.getSpec().getTaints().stream()
                .filter(t -> SOFT_EFFECTS.contains(t.getEffect()) && !NodeFilter.isTolerated(pod, t))
                .count();
        return new NodeScore(
                unwelcome,
                -preference(pod, node),
                load.podsLike(asPlaced.group()),
                load.pods(),
                node.getMetadata().getName());
    }

    private static int preference(Pod pod, Node node) {
        NodeAffinity affinity = pod.getSpec().getAffinity() == null
                ? null
                : pod.getSpec().getAffinity().getNodeAffinity();
        List<PreferredSchedulingTerm> terms =
                affinity == null ? List.of() : affinity.getPreferredDuringSchedulingIgnoredDuringExecution();
        return terms.stream()
                .filter(t -> NodeFilter.matches(t.getPreference(), node))
                .mapToInt(PreferredSchedulingTerm::getWeight)
                .sum();
    }

    @Override
    public int compareTo(NodeScore other) {
        return ORDER.compare(this, other);
    }
}
