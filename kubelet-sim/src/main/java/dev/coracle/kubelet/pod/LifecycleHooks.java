package dev.coracle.kubelet.pod;

import dev.coracle.client.EventRecorder;
import dev.coracle.kubelet.probe.ProbeAction;
import dev.coracle.kubelet.probe.ProbeActions;
import dev.coracle.kubelet.probe.ProbeOutcome;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SleepAction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs a container's postStart and preStop hooks. A hook that is a command, where commands are not run, is told of in an
 * event and harms nobody: the real container would most likely have managed it. Immutable.
 *
 * @param ip null for a container that nobody can reach: it has no hooks but those that sleep
 */
record LifecycleHooks(
        NodeContext node,
        Pod pod,
        ManagedContainer container,
        @Nullable String ip) {
    /** The kubelet's limit for the request of a postStart hook is the HTTP client's own; ours is explicit. */
    private static final Duration POST_START_LIMIT = Duration.ofSeconds(30);

    /** Completes with what went wrong, if there is a hook and it fails: the container has to go then. */
    CompletableFuture<Optional<String>> postStart(ContainerRun run) {
        LifecycleHandler hook = hook(true);
        if (hook == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return run(hook, run, POST_START_LIMIT, new Words("FailedPostStartHook", "PostStartHook failed"));
    }

    /** Completes when the hook is through, if there is one; it has as long as the container. */
    CompletableFuture<Void> preStop(ContainerRun run, Duration grace) {
        LifecycleHandler hook = hook(false);
        if (hook == null || !run.isUp() || (ip == null && hook.getSleep() == null)) {
            return CompletableFuture.completedFuture(null);
        }
        return run(hook, run, grace, new Words("FailedPreStopHook", "PreStopHook failed"))
                .thenAccept(ignored -> {});
    }

    private @Nullable LifecycleHandler hook(boolean start) {
        Lifecycle lifecycle = container.spec().getLifecycle();
        if (lifecycle == null) {
            return null;
        }
        return start ? lifecycle.getPostStart() : lifecycle.getPreStop();
    }

    /** How the events of one kind of hook are called and begin. */
    private record Words(String reason, String message) {}

    private CompletableFuture<Optional<String>> run(
            LifecycleHandler hook, ContainerRun run, Duration limit, Words words) {
        CompletableFuture<Optional<String>> result = new CompletableFuture<>();
        SleepAction sleep = hook.getSleep();
        if (sleep != null) {
            Duration asked = Duration.ofSeconds(sleep.getSeconds() == null ? 0 : sleep.getSeconds());
            node.clock().schedule(asked, node.workers(), () -> result.complete(Optional.empty()));
            return result;
        }
        ProbeActions actions = new ProbeActions(
                container.spec(),
                String.valueOf(ip),
                node.sockets()::dial,
                run.environment(),
                node.allowHostCommands());
        if (hook.getExec() != null && !node.allowHostCommands()) {
            warn(words.reason(), words.message() + ": " + ProbeActions.refusal(hook.getExec()));
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ProbeAction action = hook.getHttpGet() != null
                ? actions.http(hook.getHttpGet(), limit)
                : hook.getExec() == null ? () -> ProbeOutcome.Success.INSTANCE : actions.exec(hook.getExec(), limit);
        node.probes().execute(() -> {
            Optional<String> why = failure(action.probe()).map(error -> what(hook) + error);
            why.ifPresent(ignored -> warn(words.reason(), words.message()));
            result.complete(why);
        });
        return result;
    }

    /** An answer is an answer: of an HTTP hook only the connection counts. */
    private static Optional<String> failure(ProbeOutcome outcome) {
        if (outcome instanceof ProbeOutcome.Failure failure) {
            return Optional.of(failure.output());
        }
        return outcome instanceof ProbeOutcome.Fault fault ? Optional.of(fault.message()) : Optional.empty();
    }

    private String what(LifecycleHandler hook) {
        String kind = hook.getHttpGet() == null
                ? "Exec lifecycle hook (" + hook.getExec().getCommand() + ")"
                : "HTTP lifecycle hook (" + orEmpty(hook.getHttpGet().getPath()) + ")";
        return kind + " for Container \"" + container.name() + "\" in Pod \"" + PodNames.unique(pod)
                + "\" failed - error: ";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private void warn(String reason, String message) {
        node.api().event(pod, container.fieldPath(), EventRecorder.WARNING, reason, message);
    }
}
