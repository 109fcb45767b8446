package dev.coracle.controllers.scheduler;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a pod goes, or why it goes nowhere. */
sealed interface Decision {
    /** To this node. */
    record Fits(String node) implements Decision {}

    /** No node will do; the message is the one {@code kubectl describe pod} shows. */
    record Unschedulable(String message) implements Decision {}

    static Decision of(Pod pod, Collection<Node> nodes, Function<String, NodeLoad> loads) {
        if (nodes.isEmpty()) {
            return new Unschedulable("no nodes available to schedule pods");
        }
        Placement asPlaced = Placement.of(pod, "");
        NodeScore best = null;
        Map<String, Integer> reasons = new TreeMap<>();
        int resolvable = 0;
        for (Node node : nodes) {
            NodeLoad load = loads.apply(node.getMetadata().getName());
            NodeFilter.Rejection rejection = NodeFilter.reject(pod, asPlaced, node, load);
            if (rejection != null) {
                rejection.reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
                resolvable += rejection.resolvable() ? 1 : 0;
                continue;
            }
            NodeScore score = NodeScore.of(pod, asPlaced, node, load);
            if (best == null || score.compareTo(best) < 0) {
                best = score;
            }
        }
        return best != null
                ? new Fits(best.node())
                : new Unschedulable(
                        message(nodes.size(), reasons, resolvable, pod.getSpec().getPreemptionPolicy()));
    }

    /** As upstream writes it, down to what preemption, which is not implemented, would say when it finds nobody. */
    private static String message(
            int nodes, Map<String, Integer> reasons, int resolvable, @Nullable String preemptionPolicy) {
        String available = "0/" + nodes + " nodes are available: ";
        Map<String, Integer> preemption = new TreeMap<>();
        if (resolvable > 0) {
            preemption.put("No preemption victims found for incoming pod", resolvable);
        }
        if (resolvable < nodes) {
            preemption.put("Preemption is not helpful for scheduling", nodes - resolvable);
        }
        String postFilter = "Never".equals(preemptionPolicy)
                ? "not eligible due to preemptionPolicy=Never."
                : available + histogram(preemption) + ".";
        return available + histogram(reasons) + ". preemption: " + postFilter;
    }

    private static String histogram(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
