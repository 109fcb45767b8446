package dev.coracle.apiserver.admission;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Steps that follow each other and may have to wait. As long as none does, no future is made. */
public final class InTurn {
    /** Of a step that waits for nothing. */
    public static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private InTurn() {}

    /**
     * Runs a step for each item, on the caller's thread as far as it goes without waiting and from there on the executor.
     * What a step throws on the caller's thread goes to the caller, and ends the steps either way.
     */
    public static <T> CompletableFuture<Void> run(
            List<T> items, Function<T, CompletableFuture<Void>> step, Executor executor) {
        return run(items, 0, step, executor);
    }

    private static <T> CompletableFuture<Void> run(
            List<T> items, int from, Function<T, CompletableFuture<Void>> step, Executor executor) {
        for (int i = from; i < items.size(); i++) {
            CompletableFuture<Void> pending = step.apply(items.get(i));
            if (!isDone(pending)) {
                int next = i + 1;
                return pending.thenComposeAsync(done -> run(items, next, step, executor), executor);
            }
        }
        return DONE;
    }

    /** Whether there is nothing to wait for. */
    public static boolean isDone(CompletableFuture<Void> pending) {
        return pending.isDone() && !pending.isCompletedExceptionally();
    }
}
