package dev.coracle.kubelet.runtime;

import dev.coracle.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Containers that are a status and nothing else, so that a hundred thousand of them fit. */
public final class SimulatedRuntime implements ContainerRuntime {
    private final Clock clock;

    public SimulatedRuntime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean isSimulated() {
        return true;
    }

    @Override
    public void start() {
        // Nothing to prepare.
    }

    @Override
    public Container start(ContainerConfig config, Runnable onChange) {
        return new Simulated(config, onChange);
    }

    /** Nothing runs, so nothing is said: an empty log. */
    @Override
    public Optional<ContainerLog> log(ContainerKey container) {
        RingLog empty = new RingLog();
        empty.complete();
        return Optional.of(empty);
    }

    @Override
    public void removePod(String podUid) {
        // Nothing is kept.
    }

    @Override
    public void close() {
        // Nothing runs.
    }

    private final class Simulated implements Container {
        private final ContainerConfig config;
        private final Runnable onChange;
        private volatile ContainerState state;

        Simulated(ContainerConfig config, Runnable onChange) {
            this.config = config;
            this.onChange = onChange;
            Instant now = clock.instant();
            state = config.runToCompletion()
                    ? new ContainerState.Exited(now, now, 0, "")
                    : new ContainerState.Running(now);
        }

        @Override
        public ContainerConfig config() {
            return config;
        }

        @Override
        public ContainerState state() {
            return state;
        }

        @Override
        public void stop(Duration grace) {
            synchronized (this) {
                if (!(state instanceof ContainerState.Running running)) {
                    return;
                }
                int code = grace.isZero() ? 137 : 0;
                state = new ContainerState.Exited(running.startedAt(), clock.instant(), code, "");
            }
            onChange.run();
        }
    }
}
