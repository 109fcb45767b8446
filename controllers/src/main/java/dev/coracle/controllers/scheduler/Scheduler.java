package dev.coracle.controllers.scheduler;

import dev.coracle.client.ApiTime;
import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.ApiErrors;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a node for every pod that asks for the default scheduler and has none. */
public final class Scheduler implements Controller {
    private static final String NAME = "scheduler";

    public static final ControllerSpec SPEC = new ControllerSpec(NAME, Set.of(Pod.class, Node.class), Scheduler::new);

    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

    /** The name pods ask for, and the one events come from. */
    private static final String SCHEDULER_NAME = "default-scheduler";

    private static final int PARALLEL_BINDINGS = 16;

    /** As upstream, a pod that fits nowhere is tried again after this even if nothing seems to have changed. */
    private static final Duration UNSCHEDULABLE_RETRY = Duration.ofMinutes(5);

    /** How long a pod waits after its binding failed, doubling from the first to the second; as upstream. */
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

    private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private final KubernetesClient client;
    private final Clock clock;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final ClusterState state = new ClusterState();
    /** Pods that fit nowhere, to be looked at when room may have been made; bounded by the pods there are. */
    private final Set<ObjectKey> unschedulable = ConcurrentHashMap.newKeySet();

    /** How often in a row a pod's binding has failed. */
    private final Map<ObjectKey, Integer> bindingFailures = new ConcurrentHashMap<>();

    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;
    private final ReconcileLoop<ObjectKey> bindings;
    /** What is to be bound, or being bound, where. */
    private final Map<ObjectKey, Assignment> assigned = new ConcurrentHashMap<>();

    private Scheduler(ControllerContext context) {
        client = context.client();
        clock = context.clock();
        events = context.recorder(SCHEDULER_NAME);
        // One at a time: each decision builds on the one before it.
        loop = context.loop(NAME, 1, this::reconcile);
        bindings = context.loop(NAME + "-bind", PARALLEL_BINDINGS, this::bind);
        pods = context.informers().of(Pod.class);
        nodes = context.informers().of(Node.class);
        pods.onEvents(this::podChanged, this::podUpdated, this::podDeleted);
        nodes.onEvents(added -> retryUnschedulable(), this::nodeUpdated, this::nodeDeleted);
    }

    @Override
    public void start() {
        bindings.start();
        loop.start();
    }

    Outcome reconcile(ObjectKey key) {
        Pod pod = pods.get(key);
        if (pod == null || !isOurs(pod) || state.isPlaced(pod)) {
            return Outcome.done();
        }
        List<Node> candidates = nodes.list();
        Decision decision = state.decide(loads -> {
            Decision made = Decision.of(pod, candidates, loads);
            if (made instanceof Decision.Fits fits) {
                state.assume(pod, fits.node());
            }
            return made;
        });
        if (decision instanceof Decision.Fits fits) {
            assigned.put(key, new Assignment(pod, fits.node()));
            bindings.queue().add(key);
            return Outcome.done();
        }
        unschedulable.add(key);
        report(pod, ((Decision.Unschedulable) decision).message());
        return Outcome.requeueAfter(UNSCHEDULABLE_RETRY);
    }

    private static boolean isOurs(Pod pod) {
        return SCHEDULER_NAME.equals(Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), SCHEDULER_NAME))
                && !PodFacts.isScheduled(pod)
                && PodFacts.isActive(pod)
                && pod.getSpec().getSchedulingGates().isEmpty();
    }

    /** Failures come back with a back-off of their own, to be decided about anew. */
    private Outcome bind(ObjectKey key) {
        Assignment assignment = assigned.remove(key);
        if (assignment != null) {
            bind(key, assignment.pod(), assignment.node());
        }
        return Outcome.done();
    }

    private void bind(ObjectKey key, Pod pod, String node) {
        try {
            client.raw(
                    "/api/v1/namespaces/" + key.namespace() + "/pods/" + key.name() + "/binding",
                    "POST",
                    new BindingBuilder()
                            .withNewMetadata()
                            .withName(key.name())
                            .withNamespace(key.namespace())
                            .withUid(pod.getMetadata().getUid())
                            .endMetadata()
                            .withNewTarget()
                            .withKind("Node")
                            .withName(node)
                            .endTarget()
                            .build());
            bindingFailures.remove(key);
            events.normal(pod, "Scheduled", "Successfully assigned " + key + " to " + node);
        } catch (KubernetesClientException e) {
            state.remove(pod);
            if (ApiErrors.isNotFound(e)) {
                return; // Deleted meanwhile.
            }
            log.warn("binding {} to {} failed and will be tried again: {}", key, node, e.getMessage());
            loop.queue().addAfter(key, backOff(bindingFailures.merge(key, 1, Integer::sum)));
        }
    }

    static Duration backOff(int failures) {
        Duration delay = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures - 1, Integer.SIZE - 2));
        return delay.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : delay;
    }

    /** In the pod's conditions and as an event, each time with the current reasons. */
    private void report(Pod pod, String message) {
        events.warning(pod, "FailedScheduling", message);
        PodCondition last = PodFacts.condition(pod, "PodScheduled");
        if (last != null && "False".equals(last.getStatus()) && message.equals(last.getMessage())) {
            return;
        }
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("type", "PodScheduled");
        condition.put("status", "False");
        condition.put("reason", "Unschedulable");
        condition.put("message", message);
        if (last == null || !"False".equals(last.getStatus())) {
            condition.put("lastTransitionTime", ApiTime.seconds(clock.instant()));
        }
        Map<String, Object> patch = Map.of(
                "metadata", Map.of("uid", pod.getMetadata().getUid()),
                "status", Map.of("conditions", List.of(condition)));
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(STRATEGIC, client.getKubernetesSerialization().asJson(patch));
    }

    private void podChanged(Pod pod) {
        state.observe(pod);
        ObjectKey key = ObjectKey.of(pod);
        if (!isOurs(pod)) {
            unschedulable.remove(key);
        } else if (!unschedulable.contains(key)) {
            loop.queue().add(key);
        }
    }

    private void podUpdated(Pod before, Pod after) {
        if (!before.getSpec().equals(after.getSpec())
                || !Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels())) {
            unschedulable.remove(ObjectKey.of(after));
        }
        podChanged(after);
        if (PodFacts.isScheduled(after) && PodFacts.isFinished(after) && !PodFacts.isFinished(before)) {
            retryUnschedulable();
        }
    }

    private void podDeleted(Pod pod) {
        state.remove(pod);
        unschedulable.remove(ObjectKey.of(pod));
        bindingFailures.remove(ObjectKey.of(pod));
        if (PodFacts.isScheduled(pod)) {
            retryUnschedulable();
        }
    }

    /** Heartbeats change only conditions' times; they make no room. */
    private void nodeUpdated(Node before, Node after) {
        boolean same = before.getSpec().equals(after.getSpec())
                && Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels())
                && Objects.equals(allocatable(before), allocatable(after))
                && NodeFilter.isReady(before) == NodeFilter.isReady(after);
        if (!same) {
            retryUnschedulable();
        }
    }

    private static @Nullable Map<String, Quantity> allocatable(Node node) {
        return node.getStatus() == null ? null : node.getStatus().getAllocatable();
    }

    private void nodeDeleted(Node node) {
        state.forgetNode(node.getMetadata().getName());
    }

    private void retryUnschedulable() {
        for (ObjectKey key : List.copyOf(unschedulable)) {
            unschedulable.remove(key);
            loop.queue().add(key);
        }
    }

    private record Assignment(Pod pod, String node) {}

    @Override
    public void close() {
        loop.close();
        bindings.close();
    }
}
