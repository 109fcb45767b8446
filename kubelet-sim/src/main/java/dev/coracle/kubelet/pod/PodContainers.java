package dev.coracle.kubelet.pod;

import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.pod.ManagedContainer.Kind;
import dev.coracle.kubelet.probe.ContainerProbes;
import dev.coracle.kubelet.probe.ProbeActions;
import dev.coracle.kubelet.probe.ProbeKind;
import dev.coracle.kubelet.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The containers of one pod: what runs, what should, their probes and hooks. Confined to the pod's worker. */
final class PodContainers {
    private final NodeContext node;
    private final PodSandbox sandbox;
    private final RestartRules rules;
    private final List<ManagedContainer> containers;
    private final Runnable wake;

    /** How long until a container that waits may be started, as the latest {@link #run} found. */
    private @Nullable Duration due;

    private PodContainers(
            NodeContext node,
            PodSandbox sandbox,
            RestartRules rules,
            List<ManagedContainer> containers,
            Runnable wake) {
        this.node = node;
        this.sandbox = sandbox;
        this.rules = rules;
        this.containers = containers;
        this.wake = wake;
    }

    /** @param wake has the pod looked at soon; called by any thread when a container or a probe changes */
    static PodContainers of(NodeContext node, PodSandbox sandbox, Pod pod, Runnable wake) {
        List<ManagedContainer> containers = new ArrayList<>();
        for (Container spec : pod.getSpec().getInitContainers()) {
            containers.add(
                    new ManagedContainer(spec, "Always".equals(spec.getRestartPolicy()) ? Kind.SIDECAR : Kind.INIT));
        }
        for (Container spec : pod.getSpec().getContainers()) {
            containers.add(new ManagedContainer(spec, Kind.REGULAR));
        }
        return new PodContainers(node, sandbox, RestartRules.of(pod.getSpec()), List.copyOf(containers), wake);
    }

    PodSandbox sandbox() {
        return sandbox;
    }

    List<ManagedContainer> all() {
        return containers;
    }

    RestartRules rules() {
        return rules;
    }

    boolean anyAlive() {
        return containers.stream().anyMatch(ManagedContainer::isAlive);
    }

    /** Whether this kubelet has started one. */
    boolean anyRanHere() {
        return containers.stream().anyMatch(container -> container.run != null);
    }

    /** Takes up where the API says an earlier kubelet has left off. */
    void recover(PodStatus status, Instant now) {
        Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .forEach(known -> recover(known, now));
    }

    private void recover(ContainerStatus known, Instant now) {
        for (ManagedContainer container : containers) {
            if (container.name().equals(known.getName())) {
                container.recover(known, sandbox.isSimulated(), now);
            }
        }
    }

    /** Notes which have ended. */
    void observeExits() {
        for (ManagedContainer container : containers) {
            if (container.run != null
                    && container.exit == null
                    && container.run.state() instanceof ContainerState.Exited exited) {
                container.exit =
                        Termination.of(container, container.run.config().id(), exited);
                closeProbes(container);
            }
        }
    }

    private static void closeProbes(ManagedContainer container) {
        if (container.probes != null) {
            container.probes.close();
            container.probes = null;
        }
    }

    /** Stops what is unhealthy and starts what is due; says how long until more is due, if anything waits. */
    Optional<Duration> run(Pod pod, ContainerStarter starter) {
        due = null;
        refreshSpecs(pod);
        startProbes(pod);
        stopUnhealthy(pod);
        if (startInitContainers(pod, starter)) {
            for (ManagedContainer container : containers) {
                if (container.kind == Kind.REGULAR) {
                    startIfDue(pod, container, starter);
                }
            }
        }
        startProbes(pod);
        return Optional.ofNullable(due);
    }

    private void refreshSpecs(Pod pod) {
        for (ManagedContainer container : containers) {
            Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                    .filter(spec -> spec.getName().equals(container.name()))
                    .forEach(spec -> container.spec = spec);
        }
    }

    private void startProbes(Pod pod) {
        for (ManagedContainer container : containers) {
            if (container.probes != null
                    || container.exit != null
                    || container.run == null
                    || !(container.run.state() instanceof ContainerState.Running running)) {
                continue;
            }
            Container spec = sandbox.isSimulated() ? new Container() : container.spec; // there is nothing to probe
            ProbeActions actions = new ProbeActions(
                    spec,
                    String.valueOf(sandbox.ip()),
                    node.sockets()::dial,
                    container.environment,
                    node.allowHostCommands());
            ContainerProbes probes = new ContainerProbes(
                    node.clock(), node.probes(), actions, running.startedAt(), listener(pod, container));
            container.probes = probes;
            if (!sandbox.isSimulated()) {
                hooks(pod, container).postStart(() -> {
                    container.postStartFailed = true;
                    wake.run();
                });
            }
            probes.start();
        }
    }

    private LifecycleHooks hooks(Pod pod, ManagedContainer container) {
        return new LifecycleHooks(node, pod, container, String.valueOf(sandbox.ip()));
    }

    private ContainerProbes.Listener listener(Pod pod, ManagedContainer container) {
        String fieldPath = container.fieldPath();
        return new ContainerProbes.Listener() {
            @Override
            public void failed(ProbeKind kind, String output) {
                node.api()
                        .event(
                                pod,
                                fieldPath,
                                EventRecorder.WARNING,
                                "Unhealthy",
                                kind.label() + " probe failed: " + output);
            }

            @Override
            public void changed() {
                wake.run();
            }
        };
    }

    private void stopUnhealthy(Pod pod) {
        for (ManagedContainer container : containers) {
            if (!container.isAlive() || container.stopping != null) {
                continue;
            }
            ProbeKind fatal = container.probes == null ? null : container.probes.fatal();
            if (fatal != null) {
                String which = fatal.label().toLowerCase(Locale.ROOT);
                stop(
                        pod,
                        container,
                        "Container " + container.name() + " failed " + which + " probe, will be restarted",
                        grace(pod, container, fatal));
            } else if (container.postStartFailed) {
                stop(pod, container, "FailedPostStartHook", grace(pod));
            } else if (container.run != null
                    && !Objects.equals(container.run.config().identity().image(), container.spec.getImage())) {
                stop(
                        pod,
                        container,
                        "Container " + container.name() + " definition changed, will be restarted",
                        grace(pod));
                container.restartAtOnce = true;
            }
        }
    }

    private static Duration grace(Pod pod, ManagedContainer container, ProbeKind kind) {
        var probe = kind == ProbeKind.STARTUP ? container.spec.getStartupProbe() : container.spec.getLivenessProbe();
        Long own = probe == null ? null : probe.getTerminationGracePeriodSeconds();
        return own == null ? grace(pod) : Duration.ofSeconds(own);
    }

    /** What the pod gives its containers to end in. */
    static Duration grace(Pod pod) {
        Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(seconds == null ? 30 : seconds);
    }

    /** Runs them in order; true once all are through or, for sidecars, up. */
    private boolean startInitContainers(Pod pod, ContainerStarter starter) {
        for (ManagedContainer container : containers) {
            if (container.kind == Kind.REGULAR) {
                continue;
            }
            if (!(container.kind == Kind.INIT && container.hasCompleted())) {
                startIfDue(pod, container, starter);
            }
            observeExits();
            startProbes(pod);
            boolean passed = container.kind == Kind.INIT ? container.hasCompleted() : container.isStarted();
            if (!passed && !anyRegularStarted()) {
                return false;
            }
        }
        return true;
    }

    private boolean anyRegularStarted() {
        return containers.stream().anyMatch(c -> c.kind == Kind.REGULAR && c.attempt >= 0);
    }

    private void startIfDue(Pod pod, ManagedContainer container, ContainerStarter starter) {
        if (!container.isAlive() && rules.restarts(container)) {
            starter.start(pod, container).ifPresent(wait -> {
                if (due == null || wait.compareTo(due) < 0) {
                    due = wait;
                }
            });
        }
    }

    /** Asks all that run to end. Called again it can only shorten the grace. */
    void stopAll(Pod pod, Duration grace) {
        for (ManagedContainer container : containers) {
            if (container.isAlive()) {
                stop(pod, container, "Stopping container " + container.name(), grace);
            }
        }
        observeExits();
    }

    private void stop(Pod pod, ManagedContainer container, String message, Duration grace) {
        dev.coracle.kubelet.runtime.Container running = container.run;
        if (running == null || (container.stopping != null && container.stopping.compareTo(grace) <= 0)) {
            return;
        }
        if (container.stopping == null && !sandbox.isSimulated()) {
            node.api().event(pod, container.fieldPath(), EventRecorder.NORMAL, "Killing", message);
        }
        container.stopping = grace;
        if (container.probes != null) {
            container.probes.stopFatal();
        }
        if (grace.isZero() || container.hooked) {
            running.stop(grace);
        } else {
            container.hooked = true;
            hooks(pod, container).preStop(grace, left -> {
                running.stop(left);
                wake.run();
            });
        }
    }
}
