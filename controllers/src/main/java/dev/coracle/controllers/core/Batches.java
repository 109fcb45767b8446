package dev.coracle.controllers.core;

import dev.coracle.client.WorkerPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs many requests at once. The caller does its share, and free threads of the pool help: however busy the pool is, the
 * requests get done, and nobody waits for a thread.
 */
public final class Batches {
    private final WorkerPool pool;
    private final int parallel;

    /** @param parallel how many requests of one batch are under way at most */
    public Batches(WorkerPool pool, int parallel) {
        this.pool = pool;
        this.parallel = parallel;
    }

    /** How far it got; {@code failure} is the first one met. */
    public record Progress(
            int succeeded, int attempted, @Nullable Exception failure) {}

    /**
     * Runs {@code call} up to {@code count} times in batches of 1, 2, 4, 8 ... and stops after the first batch with a
     * failure, so that a quota that is used up is asked once and not a thousand times.
     */
    public Progress slowStart(int count, Callable<?> call) throws InterruptedException {
        int succeeded = 0;
        int attempted = 0;
        for (int batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - attempted)) {
            Progress progress = all(Collections.nCopies(batch, call));
            attempted += batch;
            succeeded += progress.succeeded();
            if (progress.failure() != null) {
                return new Progress(succeeded, attempted, progress.failure());
            }
        }
        return new Progress(succeeded, attempted, null);
    }

    /** Runs all the calls, whatever becomes of each. */
    public Progress all(List<? extends Callable<?>> calls) throws InterruptedException {
        Batch batch = new Batch(calls);
        for (int helpers = Math.min(parallel, calls.size()) - 1; helpers > 0; helpers--) {
            pool.execute(batch);
        }
        batch.run();
        return batch.await();
    }

    /** One batch; whoever runs it takes calls until none is left. Safe for use from any thread. */
    private static final class Batch implements Runnable {
        private final List<? extends Callable<?>> calls;
        private final List<CompletableFuture<?>> results = new ArrayList<>();
        private final AtomicInteger next = new AtomicInteger();

        Batch(List<? extends Callable<?>> calls) {
            this.calls = calls;
            calls.forEach(call -> results.add(new CompletableFuture<>()));
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < calls.size(); i = next.getAndIncrement()) {
                try {
                    calls.get(i).call();
                    results.get(i).complete(null);
                } catch (Throwable e) {
                    results.get(i).completeExceptionally(e);
                }
            }
        }

        /** Only after {@link #run} has returned to the caller: what is still open then is under way elsewhere. */
        Progress await() throws InterruptedException {
            int succeeded = 0;
            Exception failure = null;
            for (CompletableFuture<?> result : results) {
                try {
                    result.get();
                    succeeded++;
                } catch (ExecutionException e) {
                    if (failure == null) {
                        failure = e.getCause() instanceof Exception cause ? cause : e;
                    }
                }
            }
            return new Progress(succeeded, calls.size(), failure);
        }
    }
}
