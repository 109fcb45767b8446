package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.storage.CommitResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The outcome of one write and the road to it: every step runs on the request's executor, and whatever a step throws is
 * the outcome, so that no client waits for an answer that nobody will give.
 */
final class Attempts {
    /** More than any honest contention takes. */
    private static final int MAX = 100;

    private final Executor executor;
    private final CompletableFuture<Written> outcome = new CompletableFuture<>();

    Attempts(Executor executor) {
        this.executor = executor;
    }

    CompletableFuture<Written> outcome() {
        return outcome;
    }

    /** With what is stored nowhere: the outcome of a dry run, the last state of what is gone, a Status. */
    void complete(byte[] json, Written.Outcome what) {
        outcome.complete(new Written(json, null, what));
    }

    void complete(StoredObject object, Written.Outcome what) {
        outcome.complete(new Written(object.json(), object, what));
    }

    void fail(Throwable thrown) {
        outcome.completeExceptionally(thrown);
    }

    /** Runs a step at once. */
    void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Begins the attempt after one that lost a race, or gives up. */
    void again(int number, IntConsumer attempt, Supplier<ApiException> tooMany) {
        if (number < MAX) {
            attempt.accept(number + 1);
        } else {
            fail(tooMany.get());
        }
    }

    /** Goes on with a commit's result. */
    void then(CompletableFuture<CommitResult> commit, Consumer<CommitResult> step) {
        CompletableFuture<Void> unused = commit.handleAsync(
                (result, thrown) -> {
                    if (thrown == null) {
                        run(() -> step.accept(result));
                    } else {
                        fail(thrown);
                    }
                    return null;
                },
                executor);
    }
}
