package dev.coracle.kubelet.pod;

import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.probe.ProbeAction;
import dev.coracle.kubelet.probe.ProbeActions;
import dev.coracle.kubelet.probe.ProbeOutcome;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a container's postStart and preStop hooks. A hook that is a command, where commands are not run, is told of in an
 * event and harms nobody: the real container would most likely have managed it. Immutable.
 */
record LifecycleHooks(NodeContext node, Pod pod, ManagedContainer container, String ip) {
    /** What the kubelet leaves a container after a hook that took all the time there was. */
    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    /** The kubelet's limit for the request of a postStart hook is the HTTP client's own; ours is explicit. */
    private static final Duration POST_START_LIMIT = Duration.ofSeconds(30);

    /** Calls {@code failed} if there is a hook and it fails: the container has to go then. */
    void postStart(Runnable failed) {
        LifecycleHandler hook = container.spec.getLifecycle() == null
                ? null
                : container.spec.getLifecycle().getPostStart();
        ProbeAction action = hook == null ? null : action(hook, POST_START_LIMIT);
        if (hook == null || action == null) {
            return; // a postStart that sleeps holds up nothing that a fake container does
        }
        node.probes().execute(() -> {
            if (action.probe() instanceof ProbeOutcome.Failure failure) {
                warn("FailedPostStartHook", "PostStartHook failed: " + failure.output());
                if (hook.getExec() == null || node.allowHostCommands()) {
                    failed.run();
                }
            }
        });
    }

    /**
     * Calls {@code then} with the grace that is left: at once if there is no hook, else when the hook is through. The hook's
     * time counts against the grace period.
     */
    void preStop(Duration grace, Consumer<Duration> then) {
        LifecycleHandler hook = container.spec.getLifecycle() == null
                ? null
                : container.spec.getLifecycle().getPreStop();
        if (hook == null || !container.isRunning()) {
            then.accept(grace);
            return;
        }
        if (hook.getSleep() != null && hook.getSleep().getSeconds() != null) {
            Duration asked = Duration.ofSeconds(hook.getSleep().getSeconds());
            Duration sleep = asked.compareTo(grace) < 0 ? asked : grace;
            node.clock().schedule(sleep, node.workers(), () -> then.accept(left(grace, sleep)));
            return;
        }
        ProbeAction action = action(hook, grace);
        if (action == null) {
            then.accept(grace);
            return;
        }
        Instant begun = node.clock().instant();
        node.probes().execute(() -> {
            if (action.probe() instanceof ProbeOutcome.Failure failure) {
                warn("FailedPreStopHook", "PreStopHook failed: " + failure.output());
            }
            then.accept(left(grace, Duration.between(begun, node.clock().instant())));
        });
    }

    private void warn(String reason, String message) {
        node.api().event(pod, container.fieldPath(), EventRecorder.WARNING, reason, message);
    }

    private @Nullable ProbeAction action(LifecycleHandler hook, Duration limit) {
        ProbeActions actions = new ProbeActions(
                container.spec, ip, node.sockets()::dial, container.environment, node.allowHostCommands());
        if (hook.getHttpGet() != null) {
            return actions.http(hook.getHttpGet(), limit);
        }
        return hook.getExec() == null ? null : actions.exec(hook.getExec(), limit);
    }

    private static Duration left(Duration grace, Duration spent) {
        Duration left = grace.minus(spent);
        return left.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : left;
    }
}
