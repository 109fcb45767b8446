package dev.coracle.controllers.replicaset;

import dev.coracle.client.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs many requests at once on a bounded pool. */
final class Batches {
    private final ExecutorService pool;

    Batches(ExecutorService pool) {
        this.pool = pool;
    }

    /** How far it got; {@code failure} is the first one met. */
    record Progress(int succeeded, int attempted, @Nullable Exception failure) {}

    /**
     * Runs {@code call} up to {@code count} times in batches of 1, 2, 4, 8 ... and stops after the first batch with a
     * failure, so that a quota that is used up is asked once and not a thousand times.
     */
    Progress slowStart(int count, Callable<?> call) throws InterruptedException {
        int succeeded = 0;
        int attempted = 0;
        for (int batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - attempted)) {
            List<Callable<?>> calls = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                calls.add(call);
            }
            Progress progress = all(calls);
            attempted += batch;
            succeeded += progress.succeeded();
            if (progress.failure() != null) {
                return new Progress(succeeded, attempted, progress.failure());
            }
        }
        return new Progress(succeeded, attempted, null);
    }

    /** Runs all the calls, whatever becomes of each. */
    Progress all(List<? extends Callable<?>> calls) throws InterruptedException {
        List<Future<?>> futures = new ArrayList<>();
        for (Callable<?> call : calls) {
            futures.add(pool.submit(Cause.carried(call)));
        }
        int succeeded = 0;
        Exception failure = null;
        for (Future<?> future : futures) {
            try {
                future.get();
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
