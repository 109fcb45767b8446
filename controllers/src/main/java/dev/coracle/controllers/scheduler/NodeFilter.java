package dev.coracle.controllers.scheduler;

import dev.coracle.controllers.core.LabelSelectors;
import dev.coracle.machinery.selector.SelectorOperator;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says why a node will not do for a pod, in the words of kube-scheduler v1.36. */
final class NodeFilter {
    private static final Set<String> HARD_EFFECTS = Set.of("NoSchedule", "NoExecute");
    private static final Taint UNSCHEDULABLE = new Taint("NoSchedule", "node.kubernetes.io/unschedulable", null, null);

    /** What upstream's admission and node lifecycle controller keep on such a node; nothing here does. */
    private static final Taint NOT_READY = new Taint("NoSchedule", "node.kubernetes.io/not-ready", null, null);

    private NodeFilter() {}

    /** Why not; {@code resolvable} if deleting pods from the node could help. */
    record Rejection(List<String> reasons, boolean resolvable) {
        Rejection {
            reasons = List.copyOf(reasons);
        }
    }

    /** Null if the pod fits. The first filter that says no is the one that is heard. */
    static @Nullable Rejection reject(Pod pod, Placement asPlaced, Node node, NodeLoad load) {
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable()) && !isTolerated(pod, UNSCHEDULABLE)) {
            return hopeless("node(s) were unschedulable");
        }
        Taint taint = firstUntolerated(pod, node, HARD_EFFECTS);
        if (taint == null && !isReady(node) && !isTolerated(pod, NOT_READY)) {
            taint = NOT_READY;
        }
        if (taint != null) {
            return hopeless("node(s) had untolerated taint {" + taint.getKey() + ": "
                    + Objects.requireNonNullElse(taint.getValue(), "") + "}");
        }
        if (!matchesAffinity(pod, node)) {
            return hopeless("node(s) didn't match Pod's node affinity/selector");
        }
        if (!load.hasFree(asPlaced.hostPorts())) {
            return new Rejection(List.of("node(s) didn't have free ports for the requested pod ports"), true);
        }
        return rejectForResources(asPlaced.requests(), node, load);
    }

    /** Whether its kubelet says so; a node that no kubelet has spoken for is not. */
    static boolean isReady(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready") && "True".equals(each.getStatus()));
    }

    private static Rejection hopeless(String reason) {
        return new Rejection(List.of(reason), false);
    }

    private static @Nullable Rejection rejectForResources(Requests requests, Node node, NodeLoad load) {
        Map<String, Quantity> allocatable =
                node.getStatus() == null ? null : node.getStatus().getAllocatable();
        Map<String, Long> capacity = Requests.parse(allocatable);
        List<String> reasons = new ArrayList<>();
        if (capacity.containsKey("pods") && load.pods() + 1 > capacity.get("pods")) {
            reasons.add("Too many pods");
        }
        boolean resolvable = true;
        for (Map.Entry<String, Long> wanted : new TreeMap<>(requests.amounts()).entrySet()) {
            long available = capacity.getOrDefault(wanted.getKey(), 0L);
            if (wanted.getValue() > 0 && wanted.getValue() > available - load.requested(wanted.getKey())) {
                reasons.add("Insufficient " + wanted.getKey());
                resolvable &= wanted.getValue() <= available;
            }
        }
        return reasons.isEmpty() ? null : new Rejection(reasons, resolvable);
    }

    static @Nullable Taint firstUntolerated(Pod pod, Node node, Set<String> effects) {
        for (Taint taint : node.getSpec().getTaints()) {
            if (effects.contains(taint.getEffect()) && !isTolerated(pod, taint)) {
                return taint;
            }
        }
        return null;
    }

    static boolean isTolerated(Pod pod, Taint taint) {
        return pod.getSpec().getTolerations().stream().anyMatch(t -> tolerates(t, taint));
    }

    /** An empty key with operator Exists tolerates everything; an empty effect any effect. */
    static boolean tolerates(Toleration toleration, Taint taint) {
        String key = Objects.requireNonNullElse(toleration.getKey(), "");
        String effect = Objects.requireNonNullElse(toleration.getEffect(), "");
        if (!effect.isEmpty() && !effect.equals(taint.getEffect())) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.getKey())) {
            return false;
        }
        if ("Exists".equals(toleration.getOperator())) {
            return true;
        }
        return !key.isEmpty()
                && Objects.requireNonNullElse(toleration.getValue(), "")
                        .equals(Objects.requireNonNullElse(taint.getValue(), ""));
    }

    private static boolean matchesAffinity(Pod pod, Node node) {
        if (!LabelSelectors.matches(
                pod.getSpec().getNodeSelector(), node.getMetadata().getLabels())) {
            return false;
        }
        NodeAffinity affinity = pod.getSpec().getAffinity() == null
                ? null
                : pod.getSpec().getAffinity().getNodeAffinity();
        if (affinity == null || affinity.getRequiredDuringSchedulingIgnoredDuringExecution() == null) {
            return true;
        }
        return affinity.getRequiredDuringSchedulingIgnoredDuringExecution().getNodeSelectorTerms().stream()
                .anyMatch(term -> matches(term, node));
    }

    /** A term without requirements matches nothing. */
    static boolean matches(NodeSelectorTerm term, Node node) {
        if (term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty()) {
            return false;
        }
        Map<String, String> labels = node.getMetadata().getLabels() == null
                ? Map.of()
                : node.getMetadata().getLabels();
        Map<String, String> fields = Map.of("metadata.name", node.getMetadata().getName());
        return term.getMatchExpressions().stream().allMatch(r -> satisfies(r, labels))
                && term.getMatchFields().stream().allMatch(r -> satisfies(r, fields));
    }

    private static boolean satisfies(NodeSelectorRequirement requirement, Map<String, String> labels) {
        return SelectorOperator.find(requirement.getOperator())
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + requirement.getOperator() + "\" is not a valid node selector operator"))
                .accepts(labels.get(requirement.getKey()), requirement.getValues());
    }
}
