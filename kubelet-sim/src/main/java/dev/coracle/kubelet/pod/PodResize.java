package dev.coracle.kubelet.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.client.ApiTime;
import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.pod.ContainerStage.Running;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerResizePolicy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resize of one pod in place, with the conditions and events of the kubelet's allocation manager (v1.36): what the
 * pod wants is granted if the node has room, else it is deferred until there is; what is granted is given to the
 * containers, by a restart where their policy wants one; then the resize is complete. Confined to the pod's worker.
 */
final class PodResize {
    static final String PENDING = "PodResizePending";
    static final String IN_PROGRESS = "PodResizeInProgress";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final NodeContext node;
    private final Runnable wake;
    private @Nullable PodCondition pending;
    private @Nullable PodCondition inProgress;

    PodResize(NodeContext node, Runnable wake) {
        this.node = node;
        this.wake = wake;
    }

    /** The conditions it adds to the pod's. */
    List<PodCondition> conditions() {
        return Stream.of(pending, inProgress).filter(Objects::nonNull).toList();
    }

    /** Which of its conditions there were, and are no more. */
    List<String> gone(List<PodCondition> earlier) {
        List<String> now = conditions().stream().map(PodCondition::getType).toList();
        return earlier.stream()
                .map(PodCondition::getType)
                .filter(type -> (type.equals(PENDING) || type.equals(IN_PROGRESS)) && !now.contains(type))
                .toList();
    }

    /** The pod has ended: what was still to be done is not. */
    void forget() {
        pending = null;
        inProgress = null;
    }

    /** Goes on with a resize: grants what is asked for and notices when it is done. */
    void advance(Pod pod, List<ManagedContainer> containers) {
        if (inProgress != null && containers.stream().noneMatch(PodResize::isUnderWay)) {
            Long generation = inProgress.getObservedGeneration();
            inProgress = null;
            tell(pod, EventRecorder.NORMAL, "ResizeCompleted", "Pod resize completed", generation, null);
        }
        List<ManagedContainer> changed = containers.stream()
                .filter(container -> wanted(pod, container)
                        .filter(spec ->
                                !same(spec.getResources(), container.spec().getResources()))
                        .isPresent())
                .toList();
        if (changed.isEmpty()) {
            pending = null;
            return;
        }
        Long generation = pod.getMetadata().getGeneration();
        Optional<String> lacking =
                node.room().change(pod.getMetadata().getUid(), PodAmounts.requests(pod.getSpec()), wake);
        if (lacking.isPresent()) {
            defer(pod, lacking.get(), generation);
            return;
        }
        changed.forEach(container -> wanted(pod, container).ifPresent(spec -> container.grant(spec.getResources())));
        pending = null;
        inProgress = condition(IN_PROGRESS, null, null, generation);
        tell(pod, EventRecorder.NORMAL, "ResizeStarted", "Pod resize started", generation, null);
        wake.run();
    }

    private void defer(Pod pod, String lacking, Long generation) {
        boolean told = pending != null && Objects.equals(pending.getObservedGeneration(), generation);
        if (!told || !Objects.equals(pending.getMessage(), lacking)) {
            pending = condition(PENDING, "Deferred", lacking, generation);
        }
        if (!told) {
            tell(pod, EventRecorder.WARNING, "ResizeDeferred", "Pod resize Deferred", generation, lacking);
        }
    }

    private static Optional<Container> wanted(Pod pod, ManagedContainer container) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .filter(spec -> spec.getName().equals(container.name()))
                .findFirst();
    }

    private static boolean isUnderWay(ManagedContainer container) {
        return container.run().filter(run -> isDue(container, run)).isPresent();
    }

    /** Whether a run has not yet what its container was granted. */
    static boolean isDue(ManagedContainer container, ContainerRun run) {
        return !same(container.spec().getResources(), run.resources());
    }

    /** Whether the policy of a resource that changes wants the container to start anew. */
    static boolean needsRestart(ManagedContainer container, ContainerRun run) {
        for (ContainerResizePolicy policy : container.spec().getResizePolicy()) {
            String resource = policy.getResourceName();
            if ("RestartContainer".equals(policy.getRestartPolicy())
                    && !(Objects.equals(
                                    of(requests(container.spec().getResources()), resource),
                                    of(requests(run.resources()), resource))
                            && Objects.equals(
                                    of(limits(container.spec().getResources()), resource),
                                    of(limits(run.resources()), resource)))) {
                return container.stage() instanceof Running;
            }
        }
        return false;
    }

    private static boolean same(@Nullable ResourceRequirements one, @Nullable ResourceRequirements other) {
        return requests(one).equals(requests(other)) && limits(one).equals(limits(other));
    }

    private static @Nullable Quantity of(Map<String, Quantity> amounts, String resource) {
        return amounts.get(resource);
    }

    private static Map<String, Quantity> requests(@Nullable ResourceRequirements resources) {
        return resources == null || resources.getRequests() == null ? Map.of() : resources.getRequests();
    }

    private static Map<String, Quantity> limits(@Nullable ResourceRequirements resources) {
        return resources == null || resources.getLimits() == null ? Map.of() : resources.getLimits();
    }

    private PodCondition condition(String type, @Nullable String reason, @Nullable String message, Long generation) {
        Instant now = node.clock().instant();
        return new PodConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastProbeTime(ApiTime.seconds(now))
                .withLastTransitionTime(ApiTime.seconds(now))
                .build();
    }

    private void tell(
            Pod pod, String type, String reason, String prefix, @Nullable Long generation, @Nullable String error) {
        node.api().event(pod, null, type, reason, prefix + ": " + summary(pod, generation, error));
    }

    private static String summary(Pod pod, @Nullable Long generation, @Nullable String error) {
        ObjectNode summary = JSON.objectNode();
        if (!pod.getSpec().getInitContainers().isEmpty()) {
            summary.set("initContainers", list(pod.getSpec().getInitContainers()));
        }
        summary.set("containers", list(pod.getSpec().getContainers()));
        summary.put("generation", generation == null ? 0 : generation);
        if (error != null) {
            summary.put("error", error);
        }
        return summary.toString();
    }

    private static ArrayNode list(List<Container> containers) {
        ArrayNode list = JSON.arrayNode();
        for (Container container : containers) {
            ObjectNode resources =
                    list.addObject().put("name", container.getName()).putObject("resources");
            put(resources, "limits", limits(container.getResources()));
            put(resources, "requests", requests(container.getResources()));
        }
        return list;
    }

    private static void put(ObjectNode resources, String name, Map<String, Quantity> amounts) {
        if (!amounts.isEmpty()) {
            ObjectNode object = resources.putObject(name);
            List<String> names = new ArrayList<>(amounts.keySet());
            names.sort(null);
            names.forEach(each -> object.put(each, String.valueOf(amounts.get(each))));
        }
    }
}
