package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import dev.coracle.kubelet.probe.ContainerProbes;
import dev.coracle.kubelet.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One container of a pod through all its runs. Confined to the pod's worker. */
final class ManagedContainer {
    static final String ID_PREFIX = "coracle://";

    /** Init containers run to their end one after another; sidecars are init containers that keep running. */
    enum Kind {
        INIT,
        SIDECAR,
        REGULAR
    }

    /** Why it does not run. */
    record Waiting(String reason, @Nullable String message) {}

    final Kind kind;
    final BackOff crashes = new BackOff();
    final BackOff pulls = new BackOff();
    Container spec;
    /** The number of the latest run; -1 before the first. */
    int attempt = -1;

    dev.coracle.kubelet.runtime.@Nullable Container run;
    /** The end of the latest run, once it has ended. */
    @Nullable
    Termination exit;
    /** The end of the run before. */
    @Nullable
    Termination previousExit;

    @Nullable
    ContainerProbes probes;

    @Nullable
    Waiting waiting;

    @Nullable
    Instant pullFailed;

    @Nullable
    String pullError;

    @Nullable
    Duration stopping;

    @Nullable
    Instant adoptedStart;

    @Nullable
    String adoptedId;

    /** Set by another thread. */
    volatile boolean postStartFailed;

    boolean hooked;
    boolean restartAtOnce;
    Map<String, String> environment = Map.of();

    ManagedContainer(Container spec, Kind kind) {
        this.spec = spec;
        this.kind = kind;
    }

    String name() {
        return spec.getName();
    }

    String fieldPath() {
        return (kind == Kind.REGULAR ? "spec.containers{" : "spec.initContainers{") + name() + "}";
    }

    boolean isRunning() {
        return run != null && run.state() instanceof ContainerState.Running;
    }

    /** Started and not ended, whether or not it answers yet. */
    boolean isAlive() {
        return run != null && exit == null;
    }

    boolean isStarted() {
        return isRunning() && probes != null && probes.isStarted();
    }

    boolean isReady() {
        if (kind == Kind.INIT) {
            return hasCompleted();
        }
        return isRunning() && probes != null && probes.isReady();
    }

    boolean hasCompleted() {
        return exit != null && exit.code() == 0;
    }

    void starting(dev.coracle.kubelet.runtime.Container started) {
        run = started;
        previousExit = exit == null ? previousExit : exit;
        exit = null;
        waiting = null;
        stopping = null;
        hooked = false;
        postStartFailed = false;
        restartAtOnce = false;
    }

    /** Takes up what the API says of an earlier kubelet's run. */
    void recover(ContainerStatus status, boolean stillRuns, Instant now) {
        attempt = status.getRestartCount() == null ? 0 : status.getRestartCount();
        var last = status.getLastState() == null ? null : status.getLastState().getTerminated();
        previousExit = last == null ? null : Termination.of(last, now);
        var state = status.getState();
        if (state != null && state.getTerminated() != null) {
            exit = Termination.of(state.getTerminated(), now);
        } else if (state != null && state.getRunning() != null) {
            Instant since = state.getRunning().getStartedAt() == null
                    ? now
                    : ApiTime.parse(state.getRunning().getStartedAt());
            if (stillRuns && status.getContainerID() != null) {
                adoptedStart = since;
                adoptedId = status.getContainerID().replaceFirst("^" + ID_PREFIX, "");
                attempt--;
            } else {
                exit = Termination.unobserved(status.getContainerID(), since, now);
                restartAtOnce = true;
            }
        } else if (previousExit != null) {
            exit = previousExit;
            previousExit = null;
        } else {
            attempt = -1;
        }
    }

    /** @param willRestart whether the end of the latest run is not the end of the container */
    ContainerStatus status(boolean willRestart, String defaultWaitingReason) {
        ContainerStatusBuilder status = new ContainerStatusBuilder()
                .withName(name())
                .withImage(imageName())
                .withImageID(run == null && exit == null ? "" : imageId())
                .withRestartCount(Math.max(0, attempt))
                .withReady(isReady())
                .withStarted(isStarted());
        if (run != null) {
            status.withContainerID(ID_PREFIX + run.config().id());
        } else if (exit != null) {
            status.withContainerID(exit.containerId());
        }
        Termination last = previousExit;
        ContainerStateBuilder state = new ContainerStateBuilder();
        if (exit == null && run != null && run.state() instanceof ContainerState.Running running) {
            Instant since = adoptedStart == null ? running.startedAt() : adoptedStart;
            state.withNewRunning().withStartedAt(ApiTime.seconds(since)).endRunning();
        } else if (exit != null && !willRestart) {
            state.withTerminated(exit.toApi());
        } else {
            last = exit == null ? previousExit : exit;
            Waiting why = waiting == null ? new Waiting(defaultWaitingReason, null) : waiting;
            state.withNewWaiting(why.message(), why.reason());
        }
        ContainerStateBuilder lastState = new ContainerStateBuilder();
        if (last != null) {
            lastState.withTerminated(last.toApi());
        }
        return status.withState(state.build()).withLastState(lastState.build()).build();
    }

    private String imageName() {
        try {
            return run == null && exit == null
                    ? String.valueOf(spec.getImage())
                    : ImageReference.parse(spec.getImage()).fullName();
        } catch (IllegalArgumentException invalid) {
            return String.valueOf(spec.getImage());
        }
    }

    private String imageId() {
        try {
            return ImageReference.parse(spec.getImage()).id();
        } catch (IllegalArgumentException invalid) {
            return "";
        }
    }
}
