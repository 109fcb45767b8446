package dev.coracle.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** Time and timers. Implementations are safe for use from any thread. */
public interface Clock extends InstantSource, AutoCloseable {

    /** The time of day, for timestamps. */
    @Override
    Instant instant();

    /** Nanoseconds that only ever move forward, for measuring how long something took. */
    long nanoTime();

    /**
     * Hands {@code task} to {@code executor} once {@code delay} has passed. A delay of zero or less means as soon as
     * possible. After {@link #close} nothing fires any more.
     */
    Timer schedule(Duration delay, Executor executor, Runnable task);

    /**
     * Hands {@code task} to {@code executor} every {@code period}, first after one period. The next period begins when
     * the task was handed over, so a slow executor sees fewer runs, never a pile of them.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    default Timer every(Duration period, Executor executor, Runnable task) {
        return new Periodic(this, period, executor, task).start();
    }

    /** Blocks the calling thread until {@code duration} has passed on this clock. Never call it on an event loop. */
    default void sleep(Duration duration) throws InterruptedException {
        CountDownLatch passed = new CountDownLatch(1);
        try (Timer timer = schedule(duration, Runnable::run, passed::countDown)) {
            passed.await();
        }
    }

    /** Cancels everything that is scheduled. Idempotent. */
    @Override
    void close();

    /** A new clock that follows the machine's; it owns one daemon thread until closed. */
    static Clock system() {
        return new SystemClock();
    }

    /** Something scheduled; closing it cancels what has not been handed over yet. Idempotent. */
    interface Timer extends AutoCloseable {
        @Override
        void close();
    }
}
