package dev.coracle.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's time. One daemon thread hands due tasks to their executors and does no work of its own. */
final class SystemClock implements Clock {
    private static final Timer NEVER = () -> {};

    private final ScheduledThreadPoolExecutor timers;

    SystemClock() {
        timers = new ScheduledThreadPoolExecutor(
                1,
                runnable -> {
                    Thread thread = new Thread(runnable, "coracle-clock");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Executor executor, Runnable task) {
        if (timers.isShutdown()) {
            return NEVER;
        }
        ScheduledFuture<?> future = timers.schedule(() -> handOver(executor, task), nanos(delay), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** An executor that was shut down has nobody left who waits for the task. */
    private static void handOver(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException gone) {
            System.getLogger(SystemClock.class.getName())
                    .log(System.Logger.Level.DEBUG, "timer fired after its executor stopped", gone);
        }
    }

    private static long nanos(Duration delay) {
        try {
            return Math.max(0, delay.toNanos());
        } catch (ArithmeticException longerThanLong) {
            return Long.MAX_VALUE / 2;
        }
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
