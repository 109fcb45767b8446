package dev.coracle.kubelet.pod;

import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.pod.ContainerStage.Again;
import dev.coracle.kubelet.pod.ContainerStage.Stopping;
import dev.coracle.kubelet.pod.ManagedContainer.Kind;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Ends the containers of one pod as the kubelet does (v1.36): its preStop hook first, then, when the whole pod ends, a
 * sidecar's turn, which comes when the regular containers and the sidecars after it are gone; all of that within the
 * grace period, of which at least two seconds are left to the container. Confined to the pod's worker.
 */
final class ContainerStops {
    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    private final NodeContext node;
    private final PodSandbox sandbox;
    private final List<ManagedContainer> containers;
    private final Runnable wake;
    private boolean wholePod;

    ContainerStops(NodeContext node, PodSandbox sandbox, List<ManagedContainer> containers, Runnable wake) {
        this.node = node;
        this.sandbox = sandbox;
        this.containers = containers;
        this.wake = wake;
    }

    /** Asks one container to end, for the reason the message gives. Does nothing if it has as little time already. */
    void begin(Pod pod, ManagedContainer container, String message, Duration grace, Again again) {
        boolean first = container.stage() instanceof ContainerStage.Running;
        if (container.stopping(node.clock().instant(), grace, again) && first && !sandbox.isSimulated()) {
            node.api().event(pod, container.fieldPath(), EventRecorder.NORMAL, "Killing", message);
        }
    }

    /** Asks all that run to end, in their order. Called again it can only shorten the grace. */
    void beginAll(Pod pod, Duration grace) {
        wholePod = true;
        for (ManagedContainer container : containers) {
            begin(pod, container, "Stopping container " + container.name(), grace, Again.AFTER_BACK_OFF);
        }
    }

    /** Takes each container that is to end a step further; says when time alone makes a difference. */
    Optional<Duration> advance(Pod pod) {
        Instant now = node.clock().instant();
        Duration next = null;
        for (ManagedContainer container : containers) {
            if (container.stage() instanceof Stopping stopping) {
                Optional<Duration> wait = advance(pod, container, stopping, now);
                if (wait.isPresent() && (next == null || wait.get().compareTo(next) < 0)) {
                    next = wait.get();
                }
            }
        }
        return Optional.ofNullable(next);
    }

    private Optional<Duration> advance(Pod pod, ManagedContainer container, Stopping stopping, Instant now) {
        ContainerRun run = stopping.run();
        if (stopping.grace().isZero()) {
            run.stop(Duration.ZERO);
            return Optional.empty();
        }
        Duration left = stopping.grace().minus(Duration.between(stopping.since(), now));
        if (!run.isPreStopBegun()) {
            String ip = sandbox.isSimulated() ? null : String.valueOf(sandbox.ip());
            CompletableFuture<Void> through =
                    new LifecycleHooks(node, pod, container, ip).preStop(run, stopping.grace());
            run.beginPreStop(through);
            if (!through.isDone()) {
                CompletableFuture<Void> unused = through.thenRun(wake);
            }
        }
        boolean waits = run.isPreStopUnderWay() || !isItsTurn(container);
        if (waits && !run.isToldToStop() && !left.isNegative() && !left.isZero()) {
            return Optional.of(left);
        }
        if (!run.isToldToStop() || stopping.since().equals(now)) {
            run.stop(left.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : left);
        }
        return Optional.empty();
    }

    private boolean isItsTurn(ManagedContainer container) {
        if (!wholePod || container.kind() != Kind.SIDECAR) {
            return true;
        }
        boolean after = false;
        for (ManagedContainer other : containers) {
            if (after && other.kind() != Kind.INIT && other.isAlive()) {
                return false;
            }
            after |= other == container;
        }
        return true;
    }
}
