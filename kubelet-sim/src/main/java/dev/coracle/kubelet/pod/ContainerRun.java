package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.probe.ContainerProbes;
import dev.coracle.kubelet.runtime.Container;
import dev.coracle.kubelet.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of a container: what the runtime runs, its probes, how far its hooks are. Confined to the pod's worker; the
 * hooks' futures are completed by other threads.
 */
final class ContainerRun {
    private final Container container;
    private final Map<String, String> environment;
    private final @Nullable Instant adoptedSince;
    private @Nullable ResourceRequirements resources;
    private @Nullable CompletableFuture<Optional<String>> postStart;
    private @Nullable CompletableFuture<Void> preStop;
    private @Nullable ContainerProbes probes;
    private @Nullable Duration told;
    private @Nullable Fate fate;

    /** How an end that was brought about on purpose is to be told. */
    record Fate(int code, String reason) {}

    /** @param adoptedSince when a run that is taken up began; null for one that begins now */
    ContainerRun(
            Container container,
            Map<String, String> environment,
            @Nullable ResourceRequirements resources,
            @Nullable Instant adoptedSince) {
        this.container = container;
        this.environment = environment;
        this.resources = resources;
        this.adoptedSince = adoptedSince;
    }

    String id() {
        return container.config().id();
    }

    String image() {
        return container.config().identity().image();
    }

    Map<String, String> environment() {
        return environment;
    }

    /** What it has been given of processor and memory. */
    @Nullable
    ResourceRequirements resources() {
        return resources;
    }

    void resize(@Nullable ResourceRequirements changed) {
        resources = changed;
    }

    /** When the runtime had it running; empty before that and after its end. */
    Optional<Instant> runningSince() {
        return container.state() instanceof ContainerState.Running running
                ? Optional.of(adoptedSince == null ? running.startedAt() : adoptedSince)
                : Optional.empty();
    }

    Optional<ContainerState.Exited> exited() {
        return container.state() instanceof ContainerState.Exited exited ? Optional.of(exited) : Optional.empty();
    }

    /** Running as the API means it: its postStart hook is through, too. */
    boolean isUp() {
        return runningSince().isPresent() && postStart != null && postStart.isDone();
    }

    boolean isStarted() {
        return isUp() && probes != null && probes.isStarted();
    }

    boolean isReady() {
        return isUp() && probes != null && probes.isReady();
    }

    // ---- the postStart hook ----

    boolean isHookBegun() {
        return postStart != null;
    }

    /** @param result completed with what went wrong, if anything */
    void beginHook(CompletableFuture<Optional<String>> result) {
        postStart = result;
    }

    boolean isHookUnderWay() {
        return postStart != null && !postStart.isDone();
    }

    /** Why the postStart hook failed; empty if it has not, or not yet. */
    Optional<String> hookFailure() {
        return postStart == null || !postStart.isDone() ? Optional.empty() : postStart.join();
    }

    // ---- probes ----

    Optional<ContainerProbes> probes() {
        return Optional.ofNullable(probes);
    }

    void probe(ContainerProbes begun) {
        probes = begun;
        begun.start();
    }

    // ---- the end ----

    boolean isPreStopBegun() {
        return preStop != null;
    }

    boolean isPreStopUnderWay() {
        return preStop != null && !preStop.isDone();
    }

    void beginPreStop(CompletableFuture<Void> through) {
        preStop = through;
        probes().ifPresent(ContainerProbes::stopFatal);
    }

    boolean isToldToStop() {
        return told != null;
    }

    /** Asks the runtime to end it; again only with less time than before. */
    void stop(Duration grace) {
        if (told == null || grace.compareTo(told) < 0) {
            told = grace;
            container.stop(grace);
        }
    }

    /** Ends it at once, to be told as {@code how}. */
    void kill(Fate how) {
        fate = how;
        stop(Duration.ZERO);
    }

    boolean isDoomed() {
        return fate != null;
    }

    Optional<Fate> fate() {
        return Optional.ofNullable(fate);
    }

    void closeProbes() {
        probes().ifPresent(ContainerProbes::close);
    }
}
