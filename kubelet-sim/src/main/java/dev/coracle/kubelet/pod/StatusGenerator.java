package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import dev.coracle.kubelet.pod.ManagedContainer.Kind;
import dev.coracle.kubelet.pod.PodPhase.Member;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a pod's status out of what its containers do (v1.36). No state, no side effects. */
final class StatusGenerator {
    /** What the termination messages of one pod may hold in all. */
    private static final int MESSAGES = 12 * 1024;

    private StatusGenerator() {}

    /**
     * What is known about a pod.
     *
     * @param resize conditions that tell of a resize
     * @param restarting a rule has all containers begin again
     * @param earlier conditions written before, for their transition times
     * @param phase the phase written before, which stays as long as something of a pod that is over still runs
     * @param ended the pod is over, for a reason or because it was deleted, and nothing of it runs
     * @param failure why it failed as a whole, if it did
     */
    record Facts(
            Pod pod,
            List<ManagedContainer> containers,
            List<PodCondition> resize,
            boolean restarting,
            @Nullable String podIp,
            String hostIp,
            Instant startTime,
            Instant now,
            List<PodCondition> earlier,
            String phase,
            boolean ended,
            @Nullable Failure failure) {}

    /** Why a pod failed as a whole. */
    record Failure(String reason, @Nullable String message) {}

    static PodStatus generate(Facts facts) {
        List<ManagedContainer> containers = facts.containers();
        boolean anyInit = containers.stream().anyMatch(each -> each.kind() != Kind.REGULAR);
        boolean begun = containers.stream().anyMatch(each -> each.kind() == Kind.REGULAR && each.hasBegun());
        ContainerStatuses statuses = new ContainerStatuses(
                anyInit ? "PodInitializing" : "ContainerCreating",
                facts.ended() && begun,
                MESSAGES / containers.size());
        List<Member> members = containers.stream()
                .map(container -> new Member(container, statuses.of(container)))
                .toList();
        RestartRules rules = RestartRules.of(facts.pod().getSpec());
        PodPhase phase = facts.failure() == null ? PodPhase.of(members, rules, facts.ended()) : PodPhase.FAILED;
        boolean stillRuns = phase.isTerminal() && containers.stream().anyMatch(ManagedContainer::isAlive);
        PodStatusBuilder status = new PodStatusBuilder()
                .withPhase(stillRuns ? facts.phase() : phase.toString())
                .withHostIP(facts.hostIp())
                .withHostIPs(new HostIP(facts.hostIp()))
                .withStartTime(ApiTime.seconds(facts.startTime()))
                .withContainerStatuses(statuses(members, true))
                .withInitContainerStatuses(statuses(members, false))
                .withObservedGeneration(facts.pod().getMetadata().getGeneration())
                .withConditions(new PodConditions(facts, phase).all());
        if (facts.failure() != null && !stillRuns) {
            status.withReason(facts.failure().reason())
                    .withMessage(facts.failure().message());
        }
        if (facts.podIp() != null) {
            status.withPodIP(facts.podIp()).withPodIPs(new PodIP(facts.podIp()));
        }
        return status.build();
    }

    private static List<ContainerStatus> statuses(List<Member> members, boolean regular) {
        return members.stream()
                .filter(member -> (member.container().kind() == Kind.REGULAR) == regular)
                .map(Member::status)
                .toList();
    }
}
