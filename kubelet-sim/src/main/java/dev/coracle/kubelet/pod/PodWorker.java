package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import dev.coracle.client.EventRecorder;
import dev.coracle.clock.Clock;
import dev.coracle.kubelet.pod.ManagedContainer.Kind;
import dev.coracle.kubelet.probe.ContainerProbes;
import dev.coracle.kubelet.probe.ProbeActions;
import dev.coracle.kubelet.probe.ProbeKind;
import dev.coracle.kubelet.runtime.ContainerKey;
import dev.coracle.kubelet.runtime.ContainerLog;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one pod from its first sight to its removal. {@link #wake} may be called by anybody at any time; it makes
 * {@link #sync} run soon, on the node's pool, never twice at once. A sync looks at everything (the latest object, the
 * containers' states, the probes' verdicts, the time), does what is due and writes the status if it has changed, so it
 * does not matter which event woke it or how many were lost. All fields but the volatile ones belong to the sync.
 */
public final class PodWorker {
    private static final Logger log = LoggerFactory.getLogger(PodWorker.class);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration SANDBOX_RETRY = Duration.ofSeconds(10);

    /** Where a pod is in its life; it only ever moves forward. */
    private enum Stage {
        /** Containers are wanted. */
        RUNNING,
        /** Succeeded or Failed: nothing is wanted, the object stays. */
        ENDED,
        /** Deletion was asked for: the containers are being stopped, then the object goes. */
        TERMINATING,
        /** The object is gone or about to be; what is left of the containers is being killed. */
        GONE,
        /** Nothing is left. */
        FORGOTTEN
    }

    private final NodeContext node;
    private final Runnable onForgotten;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile Pod pod;
    private volatile boolean deleted;
    private volatile @Nullable PodStatus published;

    private Stage stage = Stage.RUNNING;
    private List<ManagedContainer> containers = List.of();
    private RestartRules rules = new RestartRules("Always");
    private volatile @Nullable ContainerRuntime runtime;
    private @Nullable ContainerStarter starter;
    private @Nullable String ip;
    private @Nullable Instant startTime;
    private @Nullable PodStatus written;
    private List<PodCondition> earlier = List.of();
    private @Nullable String failReason;
    private @Nullable String failMessage;
    private @Nullable Duration lookAgain;
    private Clock.@Nullable Timer timer;
    private boolean sandboxFailed;

    PodWorker(NodeContext node, Pod pod, Runnable onForgotten) {
        this.node = node;
        this.pod = pod;
        this.onForgotten = onForgotten;
    }

    /** The object has changed. */
    void update(Pod changed) {
        pod = changed;
        wake();
    }

    /** The object is gone. */
    void deleted() {
        deleted = true;
        wake();
    }

    /** The latest object seen. */
    public Pod pod() {
        return pod;
    }

    /** What was last written, or else what the API has. */
    public @Nullable PodStatus status() {
        PodStatus ours = published;
        return ours == null ? pod.getStatus() : ours;
    }

    /** The log of one of its containers' runs, if it is still kept. */
    public Optional<ContainerLog> log(String container, int attempt) {
        ContainerRuntime chosen = runtime;
        String namespace = pod.getMetadata().getNamespace();
        return chosen == null
                ? Optional.empty()
                : chosen.log(
                        new ContainerKey(uid(), namespace, pod.getMetadata().getName(), container, attempt));
    }

    void wake() {
        if (wakes.getAndIncrement() == 0) {
            node.workers().execute(this::drain);
        }
    }

    private void drain() {
        int seen;
        do {
            seen = wakes.get();
            try {
                sync();
            } catch (RuntimeException failed) {
                log.warn("pod {} will be looked at again: {}", name(), failed.toString());
                log.debug("pod {}", name(), failed);
                lookAgainIn(RETRY);
            }
            rearm();
        } while (wakes.addAndGet(-seen) != 0);
    }

    private void lookAgainIn(Duration delay) {
        if (lookAgain == null || delay.compareTo(lookAgain) < 0) {
            lookAgain = delay;
        }
    }

    private void rearm() {
        if (timer != null) {
            timer.close();
            timer = null;
        }
        if (lookAgain != null && stage != Stage.FORGOTTEN) {
            timer = node.clock().schedule(lookAgain, Runnable::run, this::wake);
        }
        lookAgain = null;
    }

    private String name() {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private void sync() {
        if (startTime == null) {
            begin();
        }
        observeExits();
        if (stage == Stage.FORGOTTEN) {
            return;
        }
        if (deleted) {
            goAway();
        } else if (pod.getMetadata().getDeletionTimestamp() != null) {
            terminate();
        } else if (stage == Stage.RUNNING) {
            run();
        }
    }

    /** Takes up where the API says an earlier kubelet has left off. */
    private void begin() {
        Instant now = node.clock().instant();
        PodStatus status = pod.getStatus();
        rules = RestartRules.of(pod.getSpec());
        startTime = status == null || status.getStartTime() == null ? now : ApiTime.parse(status.getStartTime());
        earlier = status == null ? List.of() : status.getConditions();
        runtime = chooseRuntime(pod.getSpec().getRuntimeClassName());
        List<ManagedContainer> managed = new ArrayList<>();
        for (Container spec : pod.getSpec().getInitContainers()) {
            managed.add(
                    new ManagedContainer(spec, "Always".equals(spec.getRestartPolicy()) ? Kind.SIDECAR : Kind.INIT));
        }
        for (Container spec : pod.getSpec().getContainers()) {
            managed.add(new ManagedContainer(spec, Kind.REGULAR));
        }
        containers = List.copyOf(managed);
        if (status == null) {
            return;
        }
        Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .forEach(known -> recover(known, isSimulated(), now));
        String known = status.getPodIP();
        if (known != null && (isHostNetwork() || node.addresses().claim(known, uid()))) {
            ip = known;
        }
        if ("Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase())) {
            failReason = status.getReason();
            failMessage = status.getMessage();
            stage = Stage.ENDED;
            releaseAddress();
        }
    }

    /** The runtimes' own names need no look at the RuntimeClass. */
    private @Nullable ContainerRuntime chooseRuntime(@Nullable String className) {
        ContainerRuntime known = node.runtimes().byName(className);
        if (known != null || className == null) {
            return known;
        }
        String handler = node.api().runtimeHandler(className);
        return handler == null ? null : node.runtimes().byName(handler);
    }

    private void recover(ContainerStatus known, boolean stillRuns, Instant now) {
        for (ManagedContainer container : containers) {
            if (container.name().equals(known.getName())) {
                container.recover(known, stillRuns, now);
            }
        }
    }

    private String uid() {
        return pod.getMetadata().getUid();
    }

    private boolean isSimulated() {
        ContainerRuntime chosen = runtime;
        return chosen != null && chosen.isSimulated();
    }

    private boolean isHostNetwork() {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }

    private void observeExits() {
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

    // ---- containers are wanted ----

    private void run() {
        if (ensureSandbox()) {
            refreshSpecs();
            startProbes();
            stopUnhealthy();
            if (startInitContainers()) {
                for (ManagedContainer container : containers) {
                    if (container.kind == Kind.REGULAR) {
                        startIfDue(container);
                    }
                }
            }
            startProbes();
            checkDeadline();
            endIfDone();
        }
        writeStatus();
    }

    private boolean ensureSandbox() {
        if (starter != null) {
            return true;
        }
        ContainerRuntime chosen = runtime;
        if (chosen == null) {
            sandboxFailed("failed to get sandbox runtime: no runtime for \""
                    + pod.getSpec().getRuntimeClassName() + "\" is configured");
            return false;
        }
        if (ip == null) {
            Optional<String> allocated = isHostNetwork()
                    ? Optional.of(node.hostIp())
                    : node.addresses().allocate(uid());
            if (allocated.isEmpty()) {
                sandboxFailed("failed to set up sandbox network: no IP addresses available in range "
                        + node.addresses().range());
                return false;
            }
            ip = allocated.get();
        }
        starter = new ContainerStarter(node, chosen, node.allowHostCommands(), ip, this::wake);
        return true;
    }

    private void sandboxFailed(String why) {
        if (!sandboxFailed) {
            sandboxFailed = true;
            node.api()
                    .event(
                            pod,
                            null,
                            EventRecorder.WARNING,
                            "FailedCreatePodSandBox",
                            "Failed to create pod sandbox: " + why);
        }
        lookAgainIn(SANDBOX_RETRY);
    }

    private void refreshSpecs() {
        for (ManagedContainer container : containers) {
            Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                    .filter(spec -> spec.getName().equals(container.name()))
                    .forEach(spec -> container.spec = spec);
        }
    }

    private void startProbes() {
        for (ManagedContainer container : containers) {
            if (container.probes != null
                    || container.exit != null
                    || container.run == null
                    || !(container.run.state() instanceof ContainerState.Running running)) {
                continue;
            }
            Container spec = isSimulated() ? new Container() : container.spec; // there is nothing to probe
            ProbeActions actions =
                    new ProbeActions(spec, String.valueOf(ip), container.environment, node.allowHostCommands());
            ContainerProbes probes =
                    new ContainerProbes(node.clock(), node.probes(), actions, running.startedAt(), listener(container));
            container.probes = probes;
            if (!isSimulated()) {
                hooks(container).postStart(() -> {
                    container.postStartFailed = true;
                    wake();
                });
            }
            probes.start();
        }
    }

    private LifecycleHooks hooks(ManagedContainer container) {
        return new LifecycleHooks(node, pod, container, String.valueOf(ip));
    }

    private ContainerProbes.Listener listener(ManagedContainer container) {
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
                wake();
            }
        };
    }

    private void stopUnhealthy() {
        for (ManagedContainer container : containers) {
            if (!container.isAlive() || container.stopping != null) {
                continue;
            }
            ProbeKind fatal = container.probes == null ? null : container.probes.fatal();
            if (fatal != null) {
                String which = fatal.label().toLowerCase(java.util.Locale.ROOT);
                stop(
                        container,
                        "Container " + container.name() + " failed " + which + " probe, will be restarted",
                        probeGrace(container, fatal));
            } else if (container.postStartFailed) {
                stop(container, "FailedPostStartHook", podGrace());
            } else if (container.run != null
                    && !Objects.equals(container.run.config().identity().image(), container.spec.getImage())) {
                stop(container, "Container " + container.name() + " definition changed, will be restarted", podGrace());
                container.restartAtOnce = true;
            }
        }
    }

    private Duration probeGrace(ManagedContainer container, ProbeKind kind) {
        var probe = kind == ProbeKind.STARTUP ? container.spec.getStartupProbe() : container.spec.getLivenessProbe();
        Long own = probe == null ? null : probe.getTerminationGracePeriodSeconds();
        return own == null ? podGrace() : Duration.ofSeconds(own);
    }

    private Duration podGrace() {
        Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(seconds == null ? 30 : seconds);
    }

    /** Runs them in order; true once all are through or, for sidecars, up. */
    private boolean startInitContainers() {
        for (ManagedContainer container : containers) {
            if (container.kind == Kind.REGULAR) {
                continue;
            }
            if (!(container.kind == Kind.INIT && container.hasCompleted())) {
                startIfDue(container);
            }
            observeExits();
            startProbes();
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

    private void startIfDue(ManagedContainer container) {
        ContainerStarter ready = starter;
        if (ready != null && !container.isAlive() && rules.restarts(container)) {
            ready.start(pod, container).ifPresent(this::lookAgainIn);
        }
    }

    private void checkDeadline() {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        if (seconds == null || startTime == null) {
            return;
        }
        Duration left = Duration.between(node.clock().instant(), startTime.plusSeconds(seconds));
        if (left.isNegative() || left.isZero()) {
            fail("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        } else {
            lookAgainIn(left);
        }
    }

    private void fail(String reason, String message) {
        failReason = reason;
        failMessage = message;
        node.api().event(pod, null, EventRecorder.NORMAL, reason, message);
        stage = Stage.ENDED;
        stopAll(podGrace());
    }

    private void endIfDone() {
        observeExits();
        String phase = StatusGenerator.phase(facts(false), rules);
        if (stage == Stage.RUNNING && (phase.equals("Succeeded") || phase.equals("Failed"))) {
            stage = Stage.ENDED;
            stopAll(podGrace());
        }
    }

    // ---- containers are not wanted ----

    private void terminate() {
        Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
        Duration grace = Duration.ofSeconds(seconds == null ? 30 : seconds);
        if (stage == Stage.GONE) {
            return; // only finalizers hold the object now
        }
        stage = Stage.TERMINATING;
        stopAll(grace);
        if (anyAlive()) {
            writeStatus();
            return;
        }
        boolean ranHere = containers.stream().anyMatch(c -> c.run != null);
        if (ranHere && !writeStatus()) {
            return;
        }
        node.api().delete(pod);
        stage = Stage.GONE;
    }

    private void goAway() {
        stage = Stage.GONE;
        stopAll(Duration.ZERO);
        if (!anyAlive()) {
            stage = Stage.FORGOTTEN;
            releaseAddress();
            ContainerRuntime chosen = runtime;
            if (chosen != null) {
                chosen.removePod(uid());
            }
            onForgotten.run();
        }
    }

    private void releaseAddress() {
        if (ip != null && !isHostNetwork()) {
            node.addresses().release(ip, uid());
        }
    }

    private boolean anyAlive() {
        return containers.stream().anyMatch(ManagedContainer::isAlive);
    }

    private void stopAll(Duration grace) {
        for (ManagedContainer container : containers) {
            if (container.isAlive()) {
                stop(container, "Stopping container " + container.name(), grace);
            }
        }
        observeExits();
    }

    /** A second call can only shorten the grace. */
    private void stop(ManagedContainer container, String message, Duration grace) {
        dev.coracle.kubelet.runtime.Container running = container.run;
        if (running == null || (container.stopping != null && container.stopping.compareTo(grace) <= 0)) {
            return;
        }
        if (container.stopping == null && !isSimulated()) {
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
            hooks(container).preStop(grace, left -> {
                running.stop(left);
                wake();
            });
        }
    }

    // ---- the status ----

    private StatusGenerator.Facts facts(boolean ended) {
        Instant now = node.clock().instant();
        return new StatusGenerator.Facts(
                pod,
                containers,
                ip,
                node.hostIp(),
                startTime == null ? now : startTime,
                now,
                written == null ? earlier : written.getConditions(),
                ended,
                failReason,
                failMessage);
    }

    /** False if the pod turned out to be gone. */
    private boolean writeStatus() {
        boolean ended = stage != Stage.RUNNING && !anyAlive();
        PodStatus status = StatusGenerator.generate(facts(ended), rules);
        if (status.equals(written)) {
            return true;
        }
        if (!node.api().writeStatus(pod, status)) {
            deleted = true;
            goAway();
            return false;
        }
        written = status;
        published = status;
        return true;
    }
}
