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

/** Runs a container's preStop hook, whose time counts against the grace period. */
final class PreStop {
    /** What the kubelet leaves a container after a hook that took all the time there was. */
    private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

    private PreStop() {}

    /** Calls {@code then} with the grace that is left: at once if there is no hook, else when the hook is through. */
    static void run(
            NodeContext node, Pod pod, ManagedContainer container, String ip, Duration grace, Consumer<Duration> then) {
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
        ProbeAction action = action(
                hook, new ProbeActions(container.spec, ip, container.environment, node.allowHostCommands()), grace);
        if (action == null) {
            then.accept(grace);
            return;
        }
        Instant begun = node.clock().instant();
        node.probes().execute(() -> {
            if (action.probe() instanceof ProbeOutcome.Failure failure) {
                node.api()
                        .event(
                                pod,
                                container.fieldPath(),
                                EventRecorder.WARNING,
                                "FailedPreStopHook",
                                "PreStopHook failed: " + failure.output());
            }
            then.accept(left(grace, Duration.between(begun, node.clock().instant())));
        });
    }

    private static @Nullable ProbeAction action(LifecycleHandler hook, ProbeActions actions, Duration grace) {
        if (hook.getHttpGet() != null) {
            return actions.http(hook.getHttpGet(), grace);
        }
        return hook.getExec() == null ? null : actions.exec(hook.getExec(), grace);
    }

    private static Duration left(Duration grace, Duration spent) {
        Duration left = grace.minus(spent);
        return left.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : left;
    }
}
