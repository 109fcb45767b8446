package dev.coracle.clock;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A timer that re-arms itself after each hand-over. Guarded by its own monitor. */
final class Periodic implements Clock.Timer {
    private final Clock clock;
    private final Duration period;
    private final Executor executor;
    private final Runnable task;
    private Clock.@Nullable Timer next;
    private boolean closed;

    Periodic(Clock clock, Duration period, Executor executor, Runnable task) {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period " + period + " must be positive");
        }
        this.clock = clock;
        this.period = period;
        this.executor = executor;
        this.task = task;
    }

    synchronized Periodic start() {
        if (!closed) {
            next = clock.schedule(period, Runnable::run, this::fire);
        }
        return this;
    }

    private void fire() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        executor.execute(task);
        start();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.close();
        }
    }
}
