package dev.coracle.kubelet.pod;

import dev.coracle.client.ApiTime;
import dev.coracle.client.EventRecorder;
import dev.coracle.clock.Clock;
import dev.coracle.kubelet.runtime.ContainerKey;
import dev.coracle.kubelet.runtime.ContainerLog;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final PodResize resize;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile Pod pod;
    private volatile boolean deleted;
    private volatile @Nullable PodStatus published;

    private volatile @Nullable PodContainers containers;
    private @Nullable ContainerStarter starter;
    private Stage stage = Stage.RUNNING;
    private Instant startTime = Instant.EPOCH;
    private @Nullable PodStatus written;
    private List<PodCondition> earlier = List.of();
    private StatusGenerator.@Nullable Failure failure;
    private Map<String, String> complainedOf = Map.of();
    private @Nullable Duration lookAgain;
    private Clock.@Nullable Timer timer;

    PodWorker(NodeContext node, Pod pod, Runnable onForgotten) {
        this.node = node;
        this.pod = pod;
        this.onForgotten = onForgotten;
        this.resize = new PodResize(node, this::wake);
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
        PodContainers all = containers;
        String namespace = pod.getMetadata().getNamespace();
        ContainerKey key = new ContainerKey(
                pod.getMetadata().getUid(), namespace, pod.getMetadata().getName(), container, attempt);
        return all == null ? Optional.empty() : all.sandbox().runtime().flatMap(runtime -> runtime.log(key));
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
        PodContainers all = containers;
        if (all == null) {
            all = begin(pod);
            containers = all;
        }
        all.observeExits();
        if (stage == Stage.FORGOTTEN) {
            return;
        }
        if (deleted) {
            goAway(all);
        } else if (pod.getMetadata().getDeletionTimestamp() != null) {
            terminate(all);
        } else if (stage == Stage.RUNNING) {
            run(all);
        } else if (stage == Stage.ENDED && written != null) {
            end(all); // what ends in its turn
            writeStatus(all);
        }
    }

    /** Takes up where the API says an earlier kubelet has left off. */
    private PodContainers begin(Pod first) {
        PodContainers all = PodContainers.of(node, PodSandbox.of(node, first), first, this::wake);
        Instant now = node.clock().instant();
        PodStatus status = first.getStatus();
        startTime = status == null || status.getStartTime() == null ? now : ApiTime.parse(status.getStartTime());
        if (status != null) {
            earlier = status.getConditions();
            all.recover(status, now);
            all.sandbox().recover(status.getPodIP());
            if ("Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase())) {
                failure = status.getReason() == null
                        ? null
                        : new StatusGenerator.Failure(status.getReason(), status.getMessage());
                stage = Stage.ENDED;
                all.sandbox().release();
                return all;
            }
        }
        node.room().admit(uid(), PodAmounts.requests(first.getSpec()));
        return all;
    }

    private String uid() {
        return pod.getMetadata().getUid();
    }

    // ---- containers are wanted ----

    private void run(PodContainers all) {
        if (starter == null) {
            starter = all.sandbox().starter(this::wake).orElse(null);
        }
        if (starter == null) {
            lookAgainIn(SANDBOX_RETRY);
        } else {
            complainOfAnnotations();
            all.run(pod, starter).ifPresent(this::lookAgainIn);
            resize.advance(pod, all.all());
            checkDeadline(all);
            endIfDone(all);
        }
        writeStatus(all);
    }

    /** Says once of each annotation that cannot be read what is wrong with it. */
    private void complainOfAnnotations() {
        Faults faults = Faults.of(pod);
        if (!faults.annotations().equals(complainedOf)) {
            complainedOf = faults.annotations();
            faults.problems()
                    .forEach(problem ->
                            node.api().event(pod, null, EventRecorder.WARNING, "InvalidAnnotation", problem));
        }
    }

    private void checkDeadline(PodContainers all) {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        if (seconds == null) {
            return;
        }
        Duration left = Duration.between(node.clock().instant(), startTime.plusSeconds(seconds));
        if (left.isNegative() || left.isZero()) {
            String message = "Pod was active on the node longer than the specified deadline";
            failure = new StatusGenerator.Failure("DeadlineExceeded", message);
            node.api().event(pod, null, EventRecorder.NORMAL, "DeadlineExceeded", message);
            end(all);
        } else {
            lookAgainIn(left);
        }
    }

    private void endIfDone(PodContainers all) {
        all.observeExits();
        if (stage == Stage.RUNNING && all.areThrough()) {
            end(all);
        }
    }

    private void end(PodContainers all) {
        stage = Stage.ENDED;
        resize.forget();
        all.stopAll(pod, PodContainers.grace(pod)).ifPresent(this::lookAgainIn);
        if (!all.anyAlive()) {
            node.room().release(uid());
        }
    }

    // ---- containers are not wanted ----

    private void terminate(PodContainers all) {
        if (stage == Stage.GONE) {
            return; // only finalizers hold the object now
        }
        Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
        Duration grace = seconds == null ? PodContainers.grace(pod) : Duration.ofSeconds(seconds);
        stage = Stage.TERMINATING;
        resize.forget();
        all.stopAll(pod, grace).ifPresent(this::lookAgainIn);
        if (all.anyAlive()) {
            writeStatus(all);
            return;
        }
        if (all.anyRan() && !writeStatus(all)) {
            return;
        }
        node.api().delete(pod);
        stage = Stage.GONE;
        node.room().release(uid());
    }

    private void goAway(PodContainers all) {
        stage = Stage.GONE;
        all.stopAll(pod, Duration.ZERO);
        if (!all.anyAlive()) {
            stage = Stage.FORGOTTEN;
            node.room().release(uid());
            all.sandbox().release();
            all.sandbox()
                    .runtime()
                    .ifPresent(runtime -> runtime.removePod(pod.getMetadata().getUid()));
            onForgotten.run();
        }
    }

    // ---- the status ----

    private StatusGenerator.Facts facts(PodContainers all) {
        PodStatus before = written == null ? pod.getStatus() : written;
        return new StatusGenerator.Facts(
                pod,
                all.all(),
                resize.conditions(),
                all.isBeginningAgain(),
                all.sandbox().ip(),
                node.hostIp(),
                startTime,
                node.clock().instant(),
                written == null ? earlier : written.getConditions(),
                before == null || before.getPhase() == null ? PodPhase.PENDING.toString() : before.getPhase(),
                stage != Stage.RUNNING && !all.anyAlive(),
                failure);
    }

    /** False if the pod turned out to be gone. */
    private boolean writeStatus(PodContainers all) {
        StatusGenerator.Facts facts = facts(all);
        PodStatus status = StatusGenerator.generate(facts);
        if (status.equals(written)) {
            return true;
        }
        if (!node.api().writeStatus(pod, status, resize.gone(facts.earlier()))) {
            deleted = true;
            goAway(all);
            return false;
        }
        written = status;
        published = status;
        return true;
    }
}
