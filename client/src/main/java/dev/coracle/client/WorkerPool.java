package dev.coracle.client;

import dev.coracle.clock.Clock;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that several {@link ReconcileLoop}s work on. Each loop has at most one turn waiting, behind those of the
 * others, so that a loop with a thousand keys leaves room for one with a single key. A turn is one key. Threads are made
 * when there is work and go when there has been none for a while. Safe for use from any thread.
 */
public final class WorkerPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);
    private static final int IDLE_SECONDS = 5;

    private final Clock clock;
    private final ThreadPoolExecutor executor;

    /** @param name begins the threads' names */
    public WorkerPool(String name, Clock clock, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads of " + name + " must be at least 1, not " + threads);
        }
        this.clock = clock;
        // Bounded by its users: a turn of each loop, and the helpers of requests that are under way.
        executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        executor.allowCoreThreadTimeOut(true);
    }

    static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** A loop that reconciles at most {@code concurrency} keys at once here; the name appears in the log. */
    public <K> ReconcileLoop<K> loop(String name, int concurrency, Reconciler<K> reconciler) {
        return new ReconcileLoop<>(name, this, concurrency, reconciler);
    }

    public Clock clock() {
        return clock;
    }

    /**
     * Runs {@code task} when a thread is free, for the {@link Cause} that the caller works on. A task must not wait for another one of this pool, which may have no
     * thread left. Dropped once the pool is closed.
     */
    public void execute(Runnable task) {
        try {
            executor.execute(Cause.carried(task));
        } catch (RejectedExecutionException closed) {
            log.trace("closed before {} ran", task, closed);
        }
    }

    /** Interrupts what runs and drops what waits. The loops are to be closed first: they wait for their keys. Idempotent. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
