package dev.coracle.kubelet.pod;

import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.pod.ContainerStage.Again;
import dev.coracle.kubelet.pod.ContainerStage.Running;
import dev.coracle.kubelet.pod.ManagedContainer.Kind;
import dev.coracle.kubelet.probe.ContainerProbes;
import dev.coracle.kubelet.probe.ProbeActions;
import dev.coracle.kubelet.probe.ProbeKind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The containers of one pod: what runs, what should, their probes and hooks. Confined to the pod's worker. */
final class PodContainers {
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private final NodeContext node;
    private final PodSandbox sandbox;
    private final RestartRules rules;
    private final List<ManagedContainer> containers;
    private final ContainerStops stops;
    private final Runnable wake;

    /** The whole pod's containers are being ended, to begin again from the first. */
    private boolean beginningAgain;

    /** What is to go wrong; probes read it on their own threads. */
    private volatile Faults faults;

    /** How long until time alone makes a difference, as the latest {@link #run} found. */
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
        this.stops = new ContainerStops(node, sandbox, containers, wake);
        this.faults = new Faults(Map.of());
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

    boolean anyAlive() {
        return containers.stream().anyMatch(ManagedContainer::isAlive);
    }

    /** Whether one has ever run, here or under an earlier kubelet. */
    boolean anyRan() {
        return containers.stream().anyMatch(ManagedContainer::hasBegun);
    }

    /** Whether a rule has all containers begin again, and they have not yet. */
    boolean isBeginningAgain() {
        return beginningAgain;
    }

    /** Whether nothing is left to be run: the regular containers are through, or an init container has failed. */
    boolean areThrough() {
        boolean any = false;
        for (ManagedContainer container : containers) {
            boolean over = container.latestEnd().isPresent() && !rules.restarts(container);
            if (container.kind() == Kind.INIT && over && !container.hasCompleted()) {
                return true;
            }
            if (container.kind() == Kind.REGULAR) {
                if (!over) {
                    return false;
                }
                any = true;
            }
        }
        return any;
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
        Instant now = node.clock().instant();
        containers.forEach(container -> container.observe(now));
    }

    /** Stops what is unhealthy and starts what is due; says how long until more is due, if anything waits. */
    Optional<Duration> run(Pod pod, ContainerStarter starter) {
        due = null;
        faults = Faults.of(pod);
        refreshSpecs(pod);
        probe(pod);
        endOnPurpose();
        stopUnhealthy(pod);
        stops.advance(pod).ifPresent(this::lookAgainIn);
        observeExits();
        if (beginAgainIfAsked(pod) && startInitContainers(pod, starter)) {
            startRegularContainers(pod, starter);
        }
        probe(pod);
        return Optional.ofNullable(due);
    }

    private void lookAgainIn(Duration wait) {
        if (due == null || wait.compareTo(due) < 0) {
            due = wait;
        }
    }

    private void refreshSpecs(Pod pod) {
        for (ManagedContainer container : containers) {
            Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                    .filter(spec -> spec.getName().equals(container.name()))
                    .forEach(container::want);
        }
    }

    // ---- hooks and probes ----

    /** Begins the hooks of what has come up, and the probes of what is through with its hook. */
    private void probe(Pod pod) {
        for (ManagedContainer container : containers) {
            if (container.stage() instanceof Running running
                    && running.run().runningSince().isPresent()) {
                ContainerRun run = running.run();
                if (!run.isHookBegun()) {
                    beginHook(pod, container, run);
                }
                if (run.isUp() && run.hookFailure().isEmpty() && run.probes().isEmpty()) {
                    run.probe(probes(pod, container, run));
                }
            }
        }
    }

    private void beginHook(Pod pod, ManagedContainer container, ContainerRun run) {
        CompletableFuture<Optional<String>> hook = sandbox.isSimulated()
                ? CompletableFuture.completedFuture(Optional.empty())
                : new LifecycleHooks(node, pod, container, String.valueOf(sandbox.ip())).postStart(run);
        run.beginHook(hook);
        if (!hook.isDone() || run.hookFailure().isPresent()) {
            CompletableFuture<Void> unused = hook.thenRun(wake);
        }
    }

    private ContainerProbes probes(Pod pod, ManagedContainer container, ContainerRun run) {
        String ip = String.valueOf(sandbox.ip());
        String name = container.name();
        ProbeActions actions;
        if (!sandbox.isSimulated()) {
            actions = new ProbeActions(
                    container.spec(), ip, node.sockets()::dial, run.environment(), node.allowHostCommands());
        } else if (faults.failsProbes(name)) {
            actions = ProbeActions.succeeding(container.spec());
        } else {
            actions = ProbeActions.succeeding(new Container()); // there is nothing to probe
        }
        Instant since = run.runningSince().orElseGet(node.clock()::instant);
        return new ContainerProbes(
                node.clock(),
                node.probes(),
                actions.failing(kind -> faults.failsProbe(name, kind)),
                since,
                listener(pod, container.fieldPath()));
    }

    private ContainerProbes.Listener listener(Pod pod, String fieldPath) {
        return new ContainerProbes.Listener() {
            @Override
            public void failed(String message) {
                node.api().event(pod, fieldPath, EventRecorder.WARNING, "Unhealthy", message);
            }

            @Override
            public void changed() {
                wake.run();
            }
        };
    }

    // ---- ends ----

    /** Ends what an annotation says is to end by now. */
    private void endOnPurpose() {
        Instant now = node.clock().instant();
        for (ManagedContainer container : containers) {
            Optional<Faults.End> end = faults.end(container.name());
            Optional<ContainerRun> run = container.run().filter(each -> !each.isDoomed());
            if (end.isEmpty() || run.isEmpty()) {
                continue;
            }
            run.get().runningSince().ifPresent(since -> {
                Duration left = Duration.between(now, since.plus(end.get().after()));
                if (left.isNegative() || left.isZero()) {
                    run.get().kill(end.get().fate());
                } else {
                    lookAgainIn(left);
                }
            });
        }
    }

    private void stopUnhealthy(Pod pod) {
        for (ManagedContainer container : containers) {
            if (!(container.stage() instanceof Running running)) {
                continue;
            }
            ContainerRun run = running.run();
            String what = (container.kind() == Kind.REGULAR ? "Container " : "Init container ") + container.name();
            Optional<ProbeKind> fatal = run.probes().map(ContainerProbes::fatal);
            if (run.hookFailure().isPresent()) {
                stops.begin(pod, container, "FailedPostStartHook", grace(pod), Again.AFTER_BACK_OFF);
            } else if (!run.image().equals(container.spec().getImage())) {
                String message = what + " definition changed" + (isRegular(container) ? ", will be restarted" : "");
                stops.begin(pod, container, message, grace(pod), Again.ANYWAY);
            } else if (fatal.isPresent()) {
                String message = what + " failed " + fatal.get().label().toLowerCase(Locale.ROOT) + " probe"
                        + (isRegular(container) && rules.comesBack(container) ? ", will be restarted" : "");
                stops.begin(pod, container, message, grace(pod, container, fatal.get()), Again.AFTER_BACK_OFF);
            } else {
                resize(pod, container, run);
            }
        }
    }

    private static boolean isRegular(ManagedContainer container) {
        return container.kind() == Kind.REGULAR;
    }

    private void resize(Pod pod, ManagedContainer container, ContainerRun run) {
        if (!PodResize.isDue(container, run)) {
            return;
        }
        if (PodResize.needsRestart(container, run)) {
            String message = "Container " + container.name() + " resize requires restart";
            stops.begin(pod, container, message, grace(pod), Again.ANYWAY);
        } else {
            run.resize(container.spec().getResources());
        }
        wake.run();
    }

    private static Duration grace(Pod pod, ManagedContainer container, ProbeKind kind) {
        Container spec = container.spec();
        var probe = kind == ProbeKind.STARTUP ? spec.getStartupProbe() : spec.getLivenessProbe();
        Long own = probe == null ? null : probe.getTerminationGracePeriodSeconds();
        return own == null ? grace(pod) : Duration.ofSeconds(own);
    }

    /** What the pod gives its containers to end in. */
    static Duration grace(Pod pod) {
        Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(seconds == null ? DEFAULT_GRACE_SECONDS : seconds);
    }

    /** Asks all that run to end; called again it can only shorten the grace. Says when to go on with it. */
    Optional<Duration> stopAll(Pod pod, Duration grace) {
        observeExits();
        stops.beginAll(pod, grace);
        Optional<Duration> next = stops.advance(pod);
        observeExits();
        containers.forEach(ManagedContainer::settle);
        return next;
    }

    // ---- starts ----

    /** False as long as containers have to end first, because a rule wants them all to begin again. */
    private boolean beginAgainIfAsked(Pod pod) {
        beginningAgain |= containers.stream().anyMatch(rules::restartsAll);
        if (!beginningAgain) {
            return true;
        }
        for (ManagedContainer container : containers) {
            stops.begin(pod, container, "killing", Duration.ZERO, Again.ANYWAY);
        }
        stops.advance(pod);
        observeExits();
        if (anyAlive()) {
            return false;
        }
        containers.forEach(ManagedContainer::beginAgain);
        beginningAgain = false;
        return true;
    }

    /** Runs them in order; true once all are through or, for sidecars, up. */
    private boolean startInitContainers(Pod pod, ContainerStarter starter) {
        boolean initialized = anyRegularBegun();
        for (ManagedContainer container : containers) {
            if (container.kind() == Kind.REGULAR || (initialized && container.kind() == Kind.INIT)) {
                continue;
            }
            startIfDue(pod, container, starter);
            observeExits();
            probe(pod);
            boolean passed = container.kind() == Kind.INIT ? container.hasCompleted() : container.isStarted();
            if (!passed && !initialized) {
                return false;
            }
        }
        return true;
    }

    private boolean anyRegularBegun() {
        return containers.stream().anyMatch(each -> isRegular(each) && each.hasBegun());
    }

    /** One after another: a postStart hook holds up those behind it. */
    private void startRegularContainers(Pod pod, ContainerStarter starter) {
        for (ManagedContainer container : containers) {
            if (isRegular(container)) {
                startIfDue(pod, container, starter);
                probe(pod);
                if (container.run().filter(ContainerRun::isHookUnderWay).isPresent()) {
                    return;
                }
            }
        }
    }

    private void startIfDue(Pod pod, ManagedContainer container, ContainerStarter starter) {
        if (!container.isAlive() && rules.restarts(container)) {
            starter.start(pod, container).ifPresent(this::lookAgainIn);
            endOnPurpose();
        }
    }
}
