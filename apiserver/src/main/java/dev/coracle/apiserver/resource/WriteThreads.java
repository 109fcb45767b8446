package dev.coracle.apiserver.resource;

import dev.coracle.apiserver.threads.Threads;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Where writes run whose steps would hold up an event loop: they wait for somebody, or work things out. Many resources share
 * the threads of one pool, and none has more than {@value #AT_ONCE} of them at a time: whoever has more to do comes again
 * behind the others. What waits is at most one step of each write, and the writes are counted. Safe for use from any
 * thread.
 */
public final class WriteThreads implements Executor {
    /** Threads that one resource may have at a time. */
    private static final int AT_ONCE = 8;

    /** Threads that all resources of one server share. */
    private static final int SHARED = 32;

    /** More turns than so many resources can be waiting for wait nowhere: each waits for {@value #AT_ONCE}. */
    private static final int MAX_TURNS = 1 << 20;

    private static final int MAX_WRITES = 1000;

    private final String of;
    private final Executor pool;
    private final AtomicInteger writes = new AtomicInteger();
    /** Guarded by itself, and so is {@code turns}. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** How many threads have this resource's steps, or are asked to take one. */
    private int turns;

    /** @param of whose writes these are, for messages */
    public WriteThreads(String of, Executor pool) {
        this.of = of;
        this.pool = pool;
    }

    /** Threads for several to share; they come with the first write and go when idle. */
    public static ExecutorService pool() {
        return Threads.pool("coracle-write", SHARED, MAX_TURNS);
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
        return CompletableFuture.supplyAsync(() -> write.apply(this), this)
                .thenCompose(Function.identity())
                .whenComplete((done, thrown) -> writes.decrementAndGet());
    }

    @Override
    public void execute(Runnable step) {
        synchronized (waiting) {
            waiting.add(step);
            if (turns == AT_ONCE) {
                return;
            }
            turns++;
        }
        pool.execute(this::turn);
    }

    /** One step; the next one goes to the end of the pool's queue. */
    private void turn() {
        Runnable step;
        synchronized (waiting) {
            step = waiting.poll();
        }
        try {
            if (step != null) {
                step.run();
            }
        } finally {
            boolean more;
            synchronized (waiting) {
                more = !waiting.isEmpty();
                turns -= more ? 0 : 1;
            }
            if (more) {
                pool.execute(this::turn);
            }
        }
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
