package dev.coracle.controllers.scheduler;

import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is on each node: pods the API server has told of, and pods decided on whose binding is still under way. Without
 * the latter the next decision would see a node as free that is not. Guarded by its own monitor.
 */
final class ClusterState {
    private final Map<String, Placement> byPodUid = new HashMap<>();
    private final Map<String, NodeLoad> byNode = new HashMap<>();

    /** A pod was seen to be added or changed. */
    synchronized void observe(Pod pod) {
        if (PodFacts.isFinished(pod)) {
            remove(pod);
        } else if (PodFacts.isScheduled(pod)) {
            place(pod, pod.getSpec().getNodeName());
        }
        // A pod that is not bound yet says nothing: it may be one that is assumed.
    }

    synchronized void assume(Pod pod, String node) {
        place(pod, node);
    }

    synchronized void remove(Pod pod) {
        Placement last = byPodUid.remove(pod.getMetadata().getUid());
        if (last != null) {
            load(last.node()).remove(last);
        }
    }

    private void place(Pod pod, String node) {
        remove(pod);
        Placement placement = Placement.of(pod, node);
        byPodUid.put(pod.getMetadata().getUid(), placement);
        load(node).add(placement);
    }

    synchronized boolean isPlaced(Pod pod) {
        return byPodUid.containsKey(pod.getMetadata().getUid());
    }

    private NodeLoad load(String node) {
        return byNode.computeIfAbsent(node, n -> new NodeLoad());
    }

    synchronized void forgetNode(String node) {
        NodeLoad load = byNode.get(node);
        if (load != null && load.pods() == 0) {
            byNode.remove(node);
        }
    }

    /** Runs a decision while nothing changes; {@code decide} gets the load of a node by name. */
    synchronized <T extends @Nullable Object> T decide(Function<Function<String, NodeLoad>, T> decide) {
        NodeLoad empty = new NodeLoad();
        return decide.apply(node -> byNode.getOrDefault(node, empty));
    }
}
