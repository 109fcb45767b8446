package dev.coracle.apiserver.customresources.conversion;

import dev.coracle.apiserver.errors.ApiException;
import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The threads on which the writes to one definition's objects run, because their steps wait for its webhook; so a slow
 * webhook holds up its own writes only. Threads come with the first write and go when idle. The queue holds at most one
 * step of each write, and the writes are counted. Safe for use from any thread.
 */
final class ConversionThreads {
    private static final int THREADS = 8;
    private static final int MAX_WRITES = 1000;
    private static final int RETRY_SECONDS = 1;

    private final String definition;
    private final AtomicInteger writes = new AtomicInteger();
    private final ThreadPoolExecutor executor;

    ConversionThreads(String definition) {
        this.definition = definition;
        this.executor = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ConversionThreads::thread);
        executor.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable runnable) {
        Thread thread = new Thread(runnable, "coracle-conversion");
        thread.setDaemon(true);
        return thread;
    }

    <T> CompletableFuture<T> run(Function<Executor, CompletableFuture<T>> write) {
        if (writes.incrementAndGet() > MAX_WRITES) {
            writes.decrementAndGet();
            throw ApiException.tooManyRequests(
                    "more than " + MAX_WRITES + " writes wait for the conversion webhook of " + definition,
                    RETRY_SECONDS);
        }
        return CompletableFuture.supplyAsync(() -> write.apply(executor), executor)
                .thenCompose(Function.identity())
                .whenComplete((done, thrown) -> writes.decrementAndGet());
    }

    static <T> T await(CompletableFuture<T> pending) {
        if (!pending.isDone() && Context.isOnEventLoopThread()) {
            throw new IllegalStateException("an event loop must not wait for a conversion webhook");
        }
        try {
            return pending.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ApiException refusal) {
                throw refusal;
            }
            throw e;
        }
    }
}
