package dev.coracle.controllers.core;

import dev.coracle.client.ApiTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What controllers read off a pod. */
public final class PodFacts {
    private static final Set<String> FINAL_PHASES = Set.of("Succeeded", "Failed");

    private PodFacts() {}

    public static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    /** Whether all containers have ended for good. */
    public static boolean isFinished(Pod pod) {
        return FINAL_PHASES.contains(phase(pod));
    }

    public static boolean isTerminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Neither finished nor being deleted: it counts as a replica. */
    public static boolean isActive(Pod pod) {
        return !isFinished(pod) && !isTerminating(pod);
    }

    public static boolean isScheduled(Pod pod) {
        return pod.getSpec().getNodeName() != null
                && !pod.getSpec().getNodeName().isEmpty();
    }

    public static @Nullable PodCondition condition(Pod pod, String type) {
        if (pod.getStatus() != null) {
            for (PodCondition condition : pod.getStatus().getConditions()) {
                if (type.equals(condition.getType())) {
                    return condition;
                }
            }
        }
        return null;
    }

    public static boolean isReady(Pod pod) {
        PodCondition ready = condition(pod, "Ready");
        return ready != null && "True".equals(ready.getStatus());
    }

    /** Since when the pod is ready, or null if it is not or does not say. */
    public static @Nullable Instant readySince(Pod pod) {
        PodCondition ready = condition(pod, "Ready");
        if (ready == null || !"True".equals(ready.getStatus()) || ready.getLastTransitionTime() == null) {
            return null;
        }
        return ApiTime.parse(ready.getLastTransitionTime());
    }

    /** Whether the pod has been ready for {@code minReadySeconds}. */
    public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        return isReady(pod) && untilAvailable(pod, minReadySeconds, now).isZero();
    }

    /** How long a ready pod has to stay ready until it counts as available. */
    public static Duration untilAvailable(Pod pod, int minReadySeconds, Instant now) {
        if (minReadySeconds <= 0) {
            return Duration.ZERO;
        }
        Instant since = readySince(pod);
        if (since == null) {
            return Duration.ofSeconds(minReadySeconds);
        }
        Duration left = Duration.between(now, since.plusSeconds(minReadySeconds));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
