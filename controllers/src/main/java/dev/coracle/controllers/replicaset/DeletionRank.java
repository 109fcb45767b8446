package dev.coracle.controllers.replicaset;

import dev.coracle.client.ApiTime;
import dev.coracle.controllers.core.Numbers;
import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Orders pods by how little they will be missed, as upstream's {@code ActivePodsWithRanks} (v1.36): not scheduled,
 * pending, not ready, cheap by annotation, sharing its node with others, ready for a short time, often restarted,
 * young. Ages are compared by their logarithm, so that it is not always the newest zone that shrinks. Upstream decides
 * between different ages of one magnitude by uid at once, which is no order: restarts and youth would count between
 * some of three pods and not between others. Here the uid comes last.
 */
final class DeletionRank {
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    private DeletionRank() {}

    /** The {@code count} pods to delete; {@code related} are the active pods that doubling up is counted over. */
    static List<Pod> choose(Collection<Pod> pods, Collection<Pod> related, int count, Instant now) {
        if (count >= pods.size()) {
            return List.copyOf(pods);
        }
        return pods.stream().sorted(order(related, now)).limit(count).toList();
    }

    static Comparator<Pod> order(Collection<Pod> related, Instant now) {
        Map<String, Integer> perNode = new HashMap<>();
        for (Pod pod : related) {
            if (PodFacts.isActive(pod) && PodFacts.isScheduled(pod)) {
                perNode.merge(pod.getSpec().getNodeName(), 1, Integer::sum);
            }
        }
        return Comparator.comparing(PodFacts::isScheduled)
                .thenComparingInt(DeletionRank::phaseRank)
                .thenComparing(PodFacts::isReady)
                .thenComparingInt(DeletionRank::deletionCost)
                .thenComparingInt(pod -> -perNode.getOrDefault(nodeName(pod), 0))
                .thenComparingInt(pod -> magnitude(readyAge(pod, now)))
                .thenComparingInt(pod -> -restarts(pod))
                .thenComparingInt(pod -> magnitude(age(pod, now)))
                .thenComparing(pod -> pod.getMetadata().getUid());
    }

    private static String nodeName(Pod pod) {
        return PodFacts.isScheduled(pod) ? pod.getSpec().getNodeName() : "";
    }

    private static int phaseRank(Pod pod) {
        return switch (PodFacts.phase(pod)) {
            case "Pending" -> 0;
            case "Unknown" -> 1;
            default -> 2;
        };
    }

    /** Malformed costs count as none; the API server does not admit them. */
    private static int deletionCost(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String cost = annotations == null ? null : annotations.get(DELETION_COST);
        if (cost == null || !cost.matches("-?[0-9]{1,9}")) {
            return 0;
        }
        return Integer.parseInt(cost);
    }

    private static int restarts(Pod pod) {
        if (pod.getStatus() == null) {
            return 0;
        }
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getRestartCount)
                .mapToInt(Numbers::orZero)
                .max()
                .orElse(0);
    }

    private static @Nullable Duration readyAge(Pod pod, Instant now) {
        Instant since = PodFacts.readySince(pod);
        return since == null ? null : Duration.between(since, now);
    }

    private static @Nullable Duration age(Pod pod, Instant now) {
        String created = pod.getMetadata().getCreationTimestamp();
        return created == null ? null : Duration.between(ApiTime.parse(created), now);
    }

    /** A pod that does not know its age is treated as the newest. */
    private static int magnitude(@Nullable Duration age) {
        return age == null ? -1 : Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, age.toNanos()));
    }
}
