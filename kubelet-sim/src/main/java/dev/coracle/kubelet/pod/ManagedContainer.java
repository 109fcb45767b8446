package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import dev.coracle.kubelet.pod.ContainerStage.Again;
import dev.coracle.kubelet.pod.ContainerStage.Exited;
import dev.coracle.kubelet.pod.ContainerStage.Orphaned;
import dev.coracle.kubelet.pod.ContainerStage.Running;
import dev.coracle.kubelet.pod.ContainerStage.Stopping;
import dev.coracle.kubelet.pod.ContainerStage.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod through all its runs: its stage, what came before, and the transitions there are between
 * stages. Confined to the pod's worker.
 */
final class ManagedContainer {
    static final String ID_PREFIX = "coracle://";

    /** Init containers run to their end one after another; sidecars are init containers that keep running. */
    enum Kind {
        INIT,
        SIDECAR,
        REGULAR
    }

    /**
     * What came before the present stage. A wait after a run has that run's end as the latest one; the stage of a run
     * that has just ended holds its end itself.
     *
     * @param attempt the number of the latest run; -1 before the first
     */
    record History(
            int attempt,
            @Nullable Termination latest,
            @Nullable Termination earlier) {
        static final History NONE = new History(-1, null, null);

        private History ended(Termination termination) {
            return new History(attempt, termination, latest);
        }

        private History started() {
            return new History(attempt + 1, latest, earlier);
        }
    }

    private final Kind kind;
    private Container spec;
    private ContainerStage stage = Waiting.FOR_ITS_TURN;
    private History history = History.NONE;
    private BackOff crashes = new BackOff();
    private ImagePull pull = new ImagePull();
    private boolean begun;
    private boolean anew;
    private @Nullable Termination backedOffFrom;

    ManagedContainer(Container spec, Kind kind) {
        this.spec = spec;
        this.kind = kind;
    }

    String name() {
        return spec.getName();
    }

    Kind kind() {
        return kind;
    }

    /** As the pod wants it, with the resources that were granted. */
    Container spec() {
        return spec;
    }

    ContainerStage stage() {
        return stage;
    }

    History history() {
        return history;
    }

    /** The number of the next run. */
    int nextAttempt() {
        return history.attempt() + 1;
    }

    BackOff crashes() {
        return crashes;
    }

    ImagePull pull() {
        return pull;
    }

    String fieldPath() {
        return (kind == Kind.REGULAR ? "spec.containers{" : "spec.initContainers{") + name() + "}";
    }

    // ---- what is asked of it ----

    /** Its run, as long as that has not been seen to end. */
    Optional<ContainerRun> run() {
        if (stage instanceof Running running) {
            return Optional.of(running.run());
        }
        return stage instanceof Stopping stopping ? Optional.of(stopping.run()) : Optional.empty();
    }

    boolean isAlive() {
        return run().isPresent();
    }

    boolean isUp() {
        return run().map(ContainerRun::isUp).orElse(false);
    }

    boolean isStarted() {
        return run().map(ContainerRun::isStarted).orElse(false);
    }

    boolean isReady() {
        return kind == Kind.INIT
                ? hasCompleted()
                : run().map(ContainerRun::isReady).orElse(false);
    }

    boolean hasCompleted() {
        return stage instanceof Exited exited && exited.termination().code() == 0;
    }

    /** Whether it has run since the pod began, or since all its containers began again. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether it was ended only to be made anew, and has not been yet. */
    boolean isToBeMadeAnew() {
        return anew || (stage instanceof Exited exited && exited.again() == Again.ANYWAY);
    }

    /** The end of its latest run; empty while that goes on, and before the first. */
    Optional<Termination> latestEnd() {
        if (stage instanceof Exited exited) {
            return Optional.of(exited.termination());
        }
        return stage instanceof Waiting ? Optional.ofNullable(history.latest()) : Optional.empty();
    }

    /** The end its status tells of beside the present state. */
    Optional<Termination> earlierEnd() {
        return Optional.ofNullable(history.latest());
    }

    /** Whether the back-off after its latest end is over and counted, though it does not run yet. */
    boolean hasBackedOff() {
        return latestEnd().filter(end -> end.equals(backedOffFrom)).isPresent();
    }

    void backedOff() {
        backedOffFrom = latestEnd().orElse(null);
    }

    /** What it waits for; empty if it does not wait or only for its turn. */
    Optional<String> waitingFor() {
        return stage instanceof Waiting waiting ? Optional.ofNullable(waiting.reason()) : Optional.empty();
    }

    /** How long what it waits for has still to be shown. */
    Optional<Duration> shownFor(Instant now) {
        return stage instanceof Waiting waiting && waiting.shownUntil() != null && now.isBefore(waiting.shownUntil())
                ? Optional.of(Duration.between(now, waiting.shownUntil()))
                : Optional.empty();
    }

    // ---- transitions ----

    /** The pod was changed; what is granted of resources is another matter. */
    void want(Container wanted) {
        if (!Objects.equals(wanted.getImage(), spec.getImage())) {
            crashes = new BackOff();
            pull = new ImagePull();
            if (stage instanceof Waiting) {
                stage = Waiting.FOR_ITS_TURN;
            }
        }
        spec = Objects.equals(wanted.getResources(), spec.getResources())
                ? wanted
                : new ContainerBuilder(wanted)
                        .withResources(spec.getResources())
                        .build();
    }

    /** Grants it other resources; what runs has them only when it is told. */
    void grant(@Nullable ResourceRequirements resources) {
        spec = new ContainerBuilder(spec).withResources(resources).build();
    }

    /** It cannot start now. */
    void waitFor(String reason, @Nullable String message, @Nullable Instant shownUntil) {
        leaveExit();
        stage = new Waiting(reason, message, shownUntil);
    }

    /** Nothing is wrong with it any more; it is on its way. */
    void waitForItsTurn() {
        leaveExit();
        stage = Waiting.FOR_ITS_TURN;
    }

    void started(ContainerRun run) {
        leaveExit();
        history = history.started();
        begun = true;
        anew = false;
        stage = new Running(run);
    }

    private void leaveExit() {
        if (stage instanceof Exited exited) {
            history = history.ended(exited.termination());
            anew |= exited.again() == Again.ANYWAY;
        }
    }

    /** Asks it to end; asked again, it can only be given less time. False if that changes nothing. */
    boolean stopping(Instant now, Duration grace, Again again) {
        if (stage instanceof Running running) {
            stage = new Stopping(running.run(), now, grace, again);
            return true;
        }
        if (stage instanceof Stopping stopping && grace.compareTo(stopping.grace()) < 0) {
            stage = new Stopping(stopping.run(), now, grace, stopping.again());
            return true;
        }
        return false;
    }

    /** Sees whether its run has ended. */
    void observe(Instant now) {
        run().ifPresent(run -> run.exited().ifPresent(exited -> {
            run.closeProbes();
            Again again = stage instanceof Stopping stopping ? stopping.again() : Again.AFTER_BACK_OFF;
            stage = new Exited(Termination.of(this, run, exited), again);
            run.hookFailure()
                    .ifPresent(failure -> waitFor("PostStartHookError", failure, now.plus(ContainerStarter.SHOWN)));
        }));
    }

    /** It will not start again: what it waited for no longer matters, only how its latest run ended. */
    void settle() {
        Termination latest = history.latest();
        if (stage instanceof Waiting && latest != null) {
            history = new History(history.attempt(), history.earlier(), null);
            stage = new Exited(latest, Again.AFTER_BACK_OFF);
        }
    }

    /** All containers of the pod begin again, and this one does not run any more. */
    void beginAgain() {
        if (begun) {
            String message = "The container is removed because RestartAllContainers in place";
            waitFor("RestartingAllContainers", message, null);
            begun = false;
        }
    }

    /** Takes up what the API says of an earlier kubelet's run. */
    void recover(ContainerStatus status, boolean stillRuns, Instant now) {
        int attempt = status.getRestartCount() == null ? 0 : status.getRestartCount();
        var last = status.getLastState() == null ? null : status.getLastState().getTerminated();
        Termination latest = last == null ? null : Termination.of(last, now);
        begun = true;
        if (status.getResources() != null) {
            grant(status.getResources());
        }
        var state = status.getState();
        if (state != null && state.getTerminated() != null) {
            history = new History(attempt, latest, null);
            stage = new Exited(Termination.of(state.getTerminated(), now), Again.AFTER_BACK_OFF);
        } else if (state != null && state.getRunning() != null) {
            recoverRunning(status, stillRuns, new History(attempt, latest, null), now);
        } else if (latest != null) {
            history = new History(attempt, latest, null);
        } else {
            begun = false;
        }
    }

    private void recoverRunning(ContainerStatus status, boolean stillRuns, History before, Instant now) {
        String startedAt = status.getState().getRunning().getStartedAt();
        Instant since = startedAt == null ? now : ApiTime.parse(startedAt);
        if (stillRuns && status.getContainerID() != null) {
            history = new History(before.attempt() - 1, before.latest(), null);
            stage = new Orphaned(status.getContainerID().replaceFirst("^" + ID_PREFIX, ""), since);
        } else {
            history = before;
            stage = new Exited(Termination.unobserved(status.getContainerID(), since, now), Again.AT_ONCE);
        }
    }
}
