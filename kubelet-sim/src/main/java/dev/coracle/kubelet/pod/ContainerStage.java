package dev.coracle.kubelet.pod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where one container of a pod is. Values; only the run they hold changes, confined to the pod's worker. */
sealed interface ContainerStage {
    /**
     * Does not run yet, or not again.
     *
     * @param reason what the status says; null for what it says of all containers of a pod that begins
     * @param shownUntil the reason stands at least until then
     */
    record Waiting(
            @Nullable String reason,
            @Nullable String message,
            @Nullable Instant shownUntil) implements ContainerStage {
        /** Nothing keeps it but its turn. */
        static final Waiting FOR_ITS_TURN = new Waiting(null, null, null);
    }

    /** Ran under an earlier kubelet and outlived it: to be taken up under its id, not to be started anew. */
    record Orphaned(String id, Instant since) implements ContainerStage {}

    record Running(ContainerRun run) implements ContainerStage {}

    /** Has been asked to end, {@code since} then with that grace. */
    record Stopping(ContainerRun run, Instant since, Duration grace, Again again) implements ContainerStage {}

    record Exited(Termination termination, Again again) implements ContainerStage {}

    /** How a container that has ended starts again. */
    enum Again {
        /** As the restart policy says, and after the back-off. */
        AFTER_BACK_OFF,
        /** As the restart policy says, at once: its end was no failure of its own. */
        AT_ONCE,
        /** At once and whatever the policy: it was ended to be made anew. */
        ANYWAY
    }
}
