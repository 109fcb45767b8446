package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import dev.coracle.kubelet.pod.ManagedContainer.Kind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the conditions a kubelet answers for, with the reasons and words of its {@code pkg/kubelet/status/generate.go}
 * (v1.36). Immutable.
 */
record PodConditions(StatusGenerator.Facts facts, PodPhase phase) {
    private static final String READY = "Ready";
    private static final String CONTAINERS_READY = "ContainersReady";
    private static final String INITIALIZED = "Initialized";
    private static final String COMPLETED = "PodCompleted";
    private static final String FAILED = "PodFailed";

    List<PodCondition> all() {
        PodCondition containersReady = containersReady();
        List<PodCondition> conditions = new ArrayList<>(facts.resize());
        List<PodCondition> own = new ArrayList<>();
        own.add(condition("PodReadyToStartContainers", facts.podIp() != null && !facts.ended(), null, null));
        own.add(initialized());
        own.add(ready(containersReady));
        own.add(containersReady);
        own.add(condition("PodScheduled", true, null, null));
        if (specs().anyMatch(RestartRules::couldRestartAll)) {
            own.add(allRestarting());
        }
        for (PodCondition condition : own) {
            condition.setObservedGeneration(facts.pod().getMetadata().getGeneration());
            condition.setLastTransitionTime(transition(condition));
        }
        conditions.addAll(own);
        return conditions;
    }

    private Stream<io.fabric8.kubernetes.api.model.Container> specs() {
        return facts.containers().stream().map(ManagedContainer::spec);
    }

    private String transition(PodCondition condition) {
        for (PodCondition earlier : facts.earlier()) {
            if (earlier.getType().equals(condition.getType())
                    && Objects.equals(earlier.getStatus(), condition.getStatus())
                    && earlier.getLastTransitionTime() != null) {
                return earlier.getLastTransitionTime();
            }
        }
        return ApiTime.seconds(facts.now());
    }

    private PodCondition initialized() {
        if (phase == PodPhase.SUCCEEDED) {
            return condition(INITIALIZED, true, COMPLETED, null);
        }
        List<String> incomplete = facts.containers().stream()
                .filter(each -> (each.kind() == Kind.INIT && !each.hasCompleted())
                        || (each.kind() == Kind.SIDECAR && !each.isStarted()))
                .map(ManagedContainer::name)
                .toList();
        boolean before = facts.earlier().stream()
                .anyMatch(each -> INITIALIZED.equals(each.getType()) && "True".equals(each.getStatus()));
        boolean begun = facts.containers().stream().anyMatch(each -> each.kind() == Kind.REGULAR && each.hasBegun());
        return incomplete.isEmpty() || before || begun
                ? condition(INITIALIZED, true, null, null)
                : condition(
                        INITIALIZED,
                        false,
                        "ContainersNotInitialized",
                        "containers with incomplete status: " + names(incomplete));
    }

    private static String names(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }

    private PodCondition containersReady() {
        if (phase == PodPhase.SUCCEEDED) {
            return condition(CONTAINERS_READY, false, COMPLETED, null);
        }
        if (phase == PodPhase.FAILED) {
            return condition(CONTAINERS_READY, false, FAILED, null);
        }
        List<String> unready = facts.containers().stream()
                .filter(each -> each.kind() != Kind.INIT && !each.isReady())
                .map(ManagedContainer::name)
                .toList();
        return unready.isEmpty()
                ? condition(CONTAINERS_READY, true, null, null)
                : condition(
                        CONTAINERS_READY,
                        false,
                        "ContainersNotReady",
                        "containers with unready status: " + names(unready));
    }

    private PodCondition ready(PodCondition containersReady) {
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

    private PodCondition allRestarting() {
        if (facts.restarting() && !phase.isTerminal()) {
            return condition(
                    "AllContainersRestarting",
                    true,
                    "RestartAllContainersStarted",
                    "container exited with restart policy rule");
        }
        String reason = phase == PodPhase.SUCCEEDED ? COMPLETED : phase == PodPhase.FAILED ? FAILED : null;
        return condition("AllContainersRestarting", false, reason, null);
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
