package dev.coracle.kubelet.probe;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One probe of one run of a container: asks every period, from the initial delay on, and changes its verdict when as
 * many answers in a row as the threshold say otherwise. The next period begins when the probe begins; one that takes
 * longer than its period delays the next. Guarded by its own monitor, held neither while asking nor while telling.
 */
final class ProbeTimer implements AutoCloseable {
    private final Clock clock;
    private final Executor executor;
    private final ProbeAction action;
    private final Told told;
    private final Duration initialDelay;
    private final Duration period;
    private final int successThreshold;
    private final int failureThreshold;
    private final boolean onceFailedDone;
    private @Nullable Boolean verdict;
    private boolean last;
    private int run;
    private boolean closed;
    private Clock.@Nullable Timer next;

    /** Hears each outcome after it was counted, and whether it changed the verdict. */
    @FunctionalInterface
    interface Told {
        void accept(ProbeOutcome outcome, boolean changed);
    }

    /**
     * @param onceFailedDone whether a verdict of failure is the end of it
     */
    ProbeTimer(Clock clock, Executor executor, Probe spec, ProbeAction action, boolean onceFailedDone, Told told) {
        this.clock = clock;
        this.executor = executor;
        this.action = action;
        this.told = told;
        this.onceFailedDone = onceFailedDone;
        initialDelay = Duration.ofSeconds(orElse(spec.getInitialDelaySeconds(), 0, 0));
        period = Duration.ofSeconds(orElse(spec.getPeriodSeconds(), 1, 10));
        successThreshold = orElse(spec.getSuccessThreshold(), 1, 1);
        failureThreshold = orElse(spec.getFailureThreshold(), 1, 3);
    }

    private static int orElse(@Nullable Integer value, int least, int otherwise) {
        return value == null || value < least ? otherwise : value;
    }

    /** Null until a threshold was reached for the first time. */
    synchronized @Nullable Boolean verdict() {
        return verdict;
    }

    void start(Instant containerStarted) {
        Instant first = containerStarted.plus(initialDelay);
        schedule(Duration.between(clock.instant(), first));
    }

    private void schedule(Duration delay) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (delay.compareTo(Duration.ZERO) > 0) {
                next = clock.schedule(delay, executor, this::ask);
                return;
            }
        }
        executor.execute(this::ask);
    }

    private void ask() {
        Instant begun = clock.instant();
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        ProbeOutcome outcome = action.probe();
        if (outcome instanceof ProbeOutcome.Fault) {
            told.accept(outcome, false);
            schedule(period.minus(Duration.between(begun, clock.instant())));
            return;
        }
        Boolean before = verdict();
        if (count(outcome == ProbeOutcome.Success.INSTANCE)) {
            told.accept(outcome, !Objects.equals(before, verdict()));
            schedule(period.minus(Duration.between(begun, clock.instant())));
        }
    }

    /** False if nobody wants to know any more. */
    private synchronized boolean count(boolean success) {
        if (closed) {
            return false;
        }
        run = run > 0 && last == success ? run + 1 : 1;
        last = success;
        if (run >= (success ? successThreshold : failureThreshold)) {
            verdict = success;
            closed = onceFailedDone && !success;
        }
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.close();
        }
    }
}
