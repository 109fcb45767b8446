package dev.coracle.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until {@link #advance} moves it. Due tasks are handed over on the advancing thread, in order
 * of their due time and, at the same time, of their scheduling. Guarded by its own monitor, which is never held while
 * a task is handed over.
 */
public final class ManualClock implements Clock {
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::sequence));
    private Instant now;
    private long nanos;
    private long sequence;
    private boolean closed;

    public ManualClock(Instant start) {
        now = start;
    }

    /**
     * Moves time forward and fires everything that comes due on the way, including what those tasks schedule.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("cannot advance by " + duration + ": time only moves forward");
        }
        Instant target = instant().plus(duration);
        for (Due due = takeDue(target); due != null; due = takeDue(target)) {
            due.executor().execute(due.task());
        }
        moveTo(target);
    }

    private synchronized @Nullable Due takeDue(Instant target) {
        Due due = queue.peek();
        if (due == null || due.at().isAfter(target)) {
            return null;
        }
        queue.remove();
        moveTo(due.at());
        return due;
    }

    private synchronized void moveTo(Instant target) {
        if (target.isAfter(now)) {
            nanos += Duration.between(now, target).toNanos();
            now = target;
        }
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Timer schedule(Duration delay, Executor executor, Runnable task) {
        Instant at = delay.isNegative() ? now : now.plus(delay);
        Due due = new Due(at, sequence++, executor, task);
        if (!closed) {
            queue.add(due);
        }
        return () -> cancel(due);
    }

    private synchronized void cancel(Due due) {
        queue.remove(due);
    }

    @Override
    public synchronized void close() {
        closed = true;
        queue.clear();
    }

    private record Due(Instant at, long sequence, Executor executor, Runnable task) {}
}
