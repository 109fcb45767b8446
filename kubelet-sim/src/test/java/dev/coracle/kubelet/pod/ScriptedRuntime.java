package dev.coracle.kubelet.pod;

import dev.coracle.clock.Clock;
import dev.coracle.kubelet.runtime.Container;
import dev.coracle.kubelet.runtime.ContainerConfig;
import dev.coracle.kubelet.runtime.ContainerKey;
import dev.coracle.kubelet.runtime.ContainerLog;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.runtime.ContainerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A runtime whose containers do what the test says; by default they run at once and ignore being asked to stop. */
final class ScriptedRuntime implements ContainerRuntime {
    final List<Scripted> started = new ArrayList<>();
    final Clock clock;
    boolean slowStart;
    boolean removed;

    ScriptedRuntime(Clock clock) {
        this.clock = clock;
    }

    Scripted latest() {
        return started.get(started.size() - 1);
    }

    @Override
    public void start() {}

    @Override
    public Container start(ContainerConfig config, Runnable onChange) {
        Scripted container = new Scripted(config, onChange);
        started.add(container);
        return container;
    }

    @Override
    public Optional<ContainerLog> log(ContainerKey container) {
        return Optional.empty();
    }

    @Override
    public void removePod(String podUid) {
        removed = true;
    }

    @Override
    public void close() {}

    final class Scripted implements Container {
        private final ContainerConfig config;
        private final Runnable onChange;
        private ContainerState state;

        @Nullable
        Duration stopped;

        Scripted(ContainerConfig config, Runnable onChange) {
            this.config = config;
            this.onChange = onChange;
            this.state = config.runToCompletion()
                    ? new ContainerState.Exited(clock.instant(), clock.instant(), 0, "")
                    : slowStart
                            ? new ContainerState.Starting(clock.instant())
                            : new ContainerState.Running(clock.instant());
        }

        void comesUp() {
            state = new ContainerState.Running(clock.instant());
            onChange.run();
        }

        void exits(int code) {
            state = new ContainerState.Exited(clock.instant(), clock.instant(), code, "");
            onChange.run();
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
            stopped = grace;
            if (grace.isZero()) {
                exits(137);
            }
        }
    }
}
