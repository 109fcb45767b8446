package dev.coracle.apiserver.resource;

import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Threads for writes whose steps would hold up an event loop: they wait for somebody, or work things out. Whoever has
 * such writes has threads of its own, so that it holds up its own writes only. They come with the first write and go when
 * idle. The queue holds at most one step of each write, and the writes are counted. Safe for use from any thread.
 */
public final class WriteThreads {
    private static final int THREADS = 8;
    private static final int MAX_WRITES = 1000;

    private final String of;
    private final AtomicInteger writes = new AtomicInteger();
    private final ThreadPoolExecutor executor;

    /** @param of whose writes these are, for messages */
    public WriteThreads(String of) {
        this.of = of;
        this.executor = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), WriteThreads::thread);
        executor.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable runnable) {
        Thread thread = new Thread(runnable, "coracle-write");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Runs a write.
     *
     * @param write is given where its steps are to run
     * @throws RejectedExecutionException when too many run already
     */
    public <T> CompletableFuture<T> run(Function<Executor, CompletableFuture<T>> write) {
        if (writes.incrementAndGet() > MAX_WRITES) {
            writes.decrementAndGet();
            throw new RejectedExecutionException("more than " + MAX_WRITES + " writes of " + of + " are under way");
        }
        return CompletableFuture.supplyAsync(() -> write.apply(executor), executor)
                .thenCompose(Function.identity())
                .whenComplete((done, thrown) -> writes.decrementAndGet());
    }

    /**
     * Waits.
     *
     * @throws IllegalStateException on an event loop, if there is anything to wait for
     */
    public static <T> T await(CompletableFuture<T> pending) {
        if (!pending.isDone() && Context.isOnEventLoopThread()) {
            throw new IllegalStateException("an event loop must not wait");
        }
        try {
            return pending.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
