package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import dev.coracle.kubelet.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a run of a container ended. Immutable. */
record Termination(
        @Nullable String containerId, int code, String reason, String message, Instant startedAt, Instant finishedAt) {
    /** What containerd reports for a container that ended while nobody watched. */
    private static final int UNKNOWN_CODE = 255;

    static Termination of(ManagedContainer container, ContainerRun run, ContainerState.Exited exited) {
        // What a fake container itself has to say about its end is always worth telling.
        boolean told = exited.message().startsWith("coracle: ")
                || "FallbackToLogsOnError".equals(container.spec().getTerminationMessagePolicy());
        int code = run.fate().map(ContainerRun.Fate::code).orElse(exited.code());
        return new Termination(
                ManagedContainer.ID_PREFIX + run.id(),
                code,
                run.fate().map(ContainerRun.Fate::reason).orElse(code == 0 ? "Completed" : "Error"),
                told ? exited.message() : "",
                exited.startedAt(),
                exited.finishedAt());
    }

    static Termination of(ContainerStateTerminated state, Instant now) {
        return new Termination(
                state.getContainerID(),
                state.getExitCode() == null ? UNKNOWN_CODE : state.getExitCode(),
                state.getReason() == null ? "Unknown" : state.getReason(),
                state.getMessage() == null ? "" : state.getMessage(),
                state.getStartedAt() == null ? now : ApiTime.parse(state.getStartedAt()),
                state.getFinishedAt() == null ? now : ApiTime.parse(state.getFinishedAt()));
    }

    /** It ran when the kubelet was last here, and does not any more. */
    static Termination unobserved(@Nullable String containerId, Instant startedAt, Instant now) {
        return new Termination(containerId, UNKNOWN_CODE, "Unknown", "", startedAt, now);
    }

    /** @param room how long its message may be */
    ContainerStateTerminated toApi(int room) {
        return new ContainerStateTerminatedBuilder()
                .withContainerID(containerId)
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message.isEmpty() ? null : message.substring(0, Math.min(room, message.length())))
                .withStartedAt(ApiTime.seconds(startedAt))
                .withFinishedAt(ApiTime.seconds(finishedAt))
                .build();
    }
}
