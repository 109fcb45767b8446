package dev.coracle.kubelet.probe;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The probes of one run of a container. Readiness and liveness wait until the startup probe has succeeded. Guarded by
 * its own monitor, which is not held while the listener runs.
 */
public final class ContainerProbes implements AutoCloseable {
    /** Hears what the probes find, on the probes' pool; must not block. */
    public interface Listener {
        /** A probe failed, whether or not that changes anything yet; the message says which and how. */
        void failed(String message);

        /** What the probes say has changed. */
        void changed();
    }

    private final Instant started;
    private final Listener listener;
    private final @Nullable ProbeTimer startup;
    private final @Nullable ProbeTimer readiness;
    private final @Nullable ProbeTimer liveness;
    private boolean begun;
    private boolean closed;

    public ContainerProbes(Clock clock, Executor executor, ProbeActions actions, Instant started, Listener listener) {
        this.started = started;
        this.listener = listener;
        Container container = actions.container();
        startup = timer(clock, executor, actions, container.getStartupProbe(), ProbeKind.STARTUP);
        readiness = timer(clock, executor, actions, container.getReadinessProbe(), ProbeKind.READINESS);
        liveness = timer(clock, executor, actions, container.getLivenessProbe(), ProbeKind.LIVENESS);
    }

    private @Nullable ProbeTimer timer(
            Clock clock, Executor executor, ProbeActions actions, @Nullable Probe spec, ProbeKind kind) {
        if (spec == null) {
            return null;
        }
        return new ProbeTimer(
                clock,
                executor,
                spec,
                actions.of(kind, spec),
                kind != ProbeKind.READINESS,
                (outcome, changed) -> told(kind, outcome, changed));
    }

    private void told(ProbeKind kind, ProbeOutcome outcome, boolean changed) {
        if (outcome instanceof ProbeOutcome.Failure failure) {
            listener.failed(kind.label() + " probe failed: " + failure.output());
        } else if (outcome instanceof ProbeOutcome.BadStatus bad) {
            listener.failed(kind.label() + " probe failed: " + bad.output());
        } else if (outcome instanceof ProbeOutcome.Fault fault) {
            listener.failed(kind.label() + " probe errored and resulted in unknown state: " + fault.message());
        }
        if (!changed) {
            return;
        }
        if (kind == ProbeKind.STARTUP && isStarted() && startup != null) {
            startup.close();
            begin();
        }
        listener.changed();
    }

    public void start() {
        if (startup != null) {
            startup.start(started);
        } else {
            begin();
        }
    }

    private void begin() {
        synchronized (this) {
            if (begun || closed) {
                return;
            }
            begun = true;
        }
        if (readiness != null) {
            readiness.start(started);
        }
        if (liveness != null) {
            liveness.start(started);
        }
    }

    /** Whether the container has come up: its startup probe, if any, has succeeded. */
    public boolean isStarted() {
        return startup == null || Boolean.TRUE.equals(startup.verdict());
    }

    public boolean isReady() {
        return isStarted() && (readiness == null || Boolean.TRUE.equals(readiness.verdict()));
    }

    /** The probe that wants the container restarted, or null. */
    public @Nullable ProbeKind fatal() {
        if (startup != null && Boolean.FALSE.equals(startup.verdict())) {
            return ProbeKind.STARTUP;
        }
        return liveness != null && Boolean.FALSE.equals(liveness.verdict()) ? ProbeKind.LIVENESS : null;
    }

    /** Stops what could restart the container; it may still turn unready. */
    public void stopFatal() {
        if (startup != null) {
            startup.close();
        }
        if (liveness != null) {
            liveness.close();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        stopFatal();
        if (readiness != null) {
            readiness.close();
        }
    }
}
