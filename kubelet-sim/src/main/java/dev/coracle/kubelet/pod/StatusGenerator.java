package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a pod's status out of what its containers do; the rules and words are those of the kubelet's {@code
 * pkg/kubelet/status/generate.go} and {@code getPhase} (v1.36). No state, no side effects.
 */
final class StatusGenerator {
    private static final String READY = "Ready";
    private static final String CONTAINERS_READY = "ContainersReady";

    private StatusGenerator() {}

    /**
     * What is known about a pod.
     *
     * @param earlier conditions written before, for their transition times
     * @param ended the pod is over, for a reason or because it was deleted
     */
    record Facts(
            Pod pod,
            List<ManagedContainer> containers,
            @Nullable String podIp,
            String hostIp,
            Instant startTime,
            Instant now,
            List<PodCondition> earlier,
            boolean ended,
            @Nullable String reason,
            @Nullable String message) {}

    static PodStatus generate(Facts facts, RestartRules rules) {
        List<ContainerStatus> init = new ArrayList<>();
        List<ContainerStatus> regular = new ArrayList<>();
        boolean initialized = isInitialized(facts.containers());
        String waitingReason = hasInit(facts.containers()) && !initialized ? "PodInitializing" : "ContainerCreating";
        for (ManagedContainer container : facts.containers()) {
            boolean willRestart = !facts.ended() && rules.restarts(container);
            (container.kind == ManagedContainer.Kind.REGULAR ? regular : init)
                    .add(container.status(willRestart, waitingReason));
        }
        String phase = facts.reason() == null ? phase(facts, rules) : "Failed";
        PodStatusBuilder status = new PodStatusBuilder()
                .withPhase(phase)
                .withReason(facts.reason())
                .withMessage(facts.message())
                .withHostIP(facts.hostIp())
                .withHostIPs(new HostIP(facts.hostIp()))
                .withStartTime(ApiTime.seconds(facts.startTime()))
                .withContainerStatuses(regular)
                .withInitContainerStatuses(init)
                .withObservedGeneration(facts.pod().getMetadata().getGeneration())
                .withConditions(conditions(facts, phase, initialized));
        if (facts.podIp() != null) {
            status.withPodIP(facts.podIp()).withPodIPs(new PodIP(facts.podIp()));
        }
        return status.build();
    }

    private static boolean hasInit(List<ManagedContainer> containers) {
        return containers.stream().anyMatch(c -> c.kind != ManagedContainer.Kind.REGULAR);
    }

    static boolean isInitialized(List<ManagedContainer> containers) {
        boolean regularStarted =
                containers.stream().anyMatch(c -> c.kind == ManagedContainer.Kind.REGULAR && c.attempt >= 0);
        return regularStarted || incomplete(containers).isEmpty();
    }

    private static List<String> incomplete(List<ManagedContainer> containers) {
        return containers.stream()
                .filter(c -> (c.kind == ManagedContainer.Kind.INIT && !c.hasCompleted())
                        || (c.kind == ManagedContainer.Kind.SIDECAR && !c.isStarted()))
                .map(ManagedContainer::name)
                .toList();
    }

    static String phase(Facts facts, RestartRules rules) {
        int running = 0;
        int waiting = 0;
        int stopped = 0;
        int succeeded = 0;
        boolean pendingInit = false;
        boolean restarting = false;
        for (ManagedContainer container : facts.containers()) {
            if (container.kind == ManagedContainer.Kind.INIT && !container.hasCompleted()) {
                if (container.exit != null && !rules.restarts(container)) {
                    return "Failed";
                }
                pendingInit = true;
            }
            if (container.kind != ManagedContainer.Kind.REGULAR) {
                continue;
            }
            if (container.isRunning() && container.exit == null) {
                running++;
            } else if (container.exit != null || container.previousExit != null) {
                stopped++;
                restarting |= container.exit == null || rules.restarts(container);
                succeeded += container.hasCompleted() ? 1 : 0;
            } else {
                waiting++;
            }
        }
        if (facts.ended() && running == 0) {
            return stopped > 0 && succeeded == stopped && waiting == 0 ? "Succeeded" : "Failed";
        }
        if (pendingInit || waiting > 0) {
            return "Pending";
        }
        if (running > 0 || restarting) {
            return "Running";
        }
        return succeeded == stopped ? "Succeeded" : "Failed";
    }

    private static List<PodCondition> conditions(Facts facts, String phase, boolean initialized) {
        PodCondition containersReady = containersReady(facts, phase);
        List<PodCondition> conditions = new ArrayList<>();
        conditions.add(condition("PodReadyToStartContainers", facts.podIp() != null && !facts.ended(), null, null));
        conditions.add(initialized(facts, phase, initialized));
        conditions.add(ready(facts, containersReady));
        conditions.add(containersReady);
        conditions.add(condition("PodScheduled", true, null, null));
        for (PodCondition condition : conditions) {
            condition.setObservedGeneration(facts.pod().getMetadata().getGeneration());
            condition.setLastTransitionTime(transition(condition, facts));
        }
        return conditions;
    }

    private static String transition(PodCondition condition, Facts facts) {
        for (PodCondition earlier : facts.earlier()) {
            if (earlier.getType().equals(condition.getType())
                    && Objects.equals(earlier.getStatus(), condition.getStatus())
                    && earlier.getLastTransitionTime() != null) {
                return earlier.getLastTransitionTime();
            }
        }
        return ApiTime.seconds(facts.now());
    }

    private static PodCondition initialized(Facts facts, String phase, boolean initialized) {
        if (phase.equals("Succeeded")) {
            return condition("Initialized", true, "PodCompleted", null);
        }
        return initialized
                ? condition("Initialized", true, null, null)
                : condition(
                        "Initialized",
                        false,
                        "ContainersNotInitialized",
                        "containers with incomplete status: [" + String.join(" ", incomplete(facts.containers()))
                                + "]");
    }

    private static PodCondition containersReady(Facts facts, String phase) {
        if (phase.equals("Succeeded")) {
            return condition(CONTAINERS_READY, false, "PodCompleted", null);
        }
        if (phase.equals("Failed")) {
            return condition(CONTAINERS_READY, false, "PodFailed", null);
        }
        List<String> unready = facts.containers().stream()
                .filter(c -> c.kind != ManagedContainer.Kind.INIT && !c.isReady())
                .map(ManagedContainer::name)
                .toList();
        return unready.isEmpty()
                ? condition(CONTAINERS_READY, true, null, null)
                : condition(
                        CONTAINERS_READY,
                        false,
                        "ContainersNotReady",
                        "containers with unready status: [" + String.join(" ", unready) + "]");
    }

    private static PodCondition ready(Facts facts, PodCondition containersReady) {
        if (!containersReady.getStatus().equals("True")) {
            return condition(READY, false, containersReady.getReason(), containersReady.getMessage());
        }
        List<String> closed = new ArrayList<>();
        for (PodReadinessGate gate : facts.pod().getSpec().getReadinessGates()) {
            String status = status(facts.pod(), gate.getConditionType());
            if (status == null) {
                closed.add("corresponding condition of pod readiness gate \"" + gate.getConditionType()
                        + "\" does not exist.");
            } else if (!status.equals("True")) {
                closed.add("the status of pod readiness gate \"" + gate.getConditionType() + "\" is not \"True\", but "
                        + status);
            }
        }
        return closed.isEmpty()
                ? condition(READY, true, null, null)
                : condition(READY, false, "ReadinessGatesNotReady", String.join(", ", closed));
    }

    private static @Nullable String status(Pod pod, String type) {
        if (pod.getStatus() == null) {
            return null;
        }
        return pod.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .map(PodCondition::getStatus)
                .findFirst()
                .orElse(null);
    }

    private static PodCondition condition(
            String type, boolean status, @Nullable String reason, @Nullable String message) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status ? "True" : "False")
                .withReason(reason)
                .withMessage(message)
                .build();
    }
}
