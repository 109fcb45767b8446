package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.storage.CommitResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * What the attempts at one write share: the stages before, the tail of encoding, committing and completing, and the
 * outcome. Every step runs on the request's executor, and whatever a step throws is the outcome, so that no client waits
 * for an answer that nobody will give.
 */
final class Attempts {
    /** More than any honest contention takes. */
    private static final int MAX = 100;

    private final ServerState backend;
    private final WriteRequest request;
    private final CompletableFuture<WriteResult> outcome = new CompletableFuture<>();

    Attempts(ServerState backend, WriteRequest request) {
        this.backend = backend;
        this.request = request;
    }

    CompletableFuture<WriteResult> outcome() {
        return outcome;
    }

    /** Answers once the object can be given out, for which it may have to be converted. */
    void complete(WriteResult result) {
        if (!(result instanceof WriteResult.Stored stored) || stored.object().isReady()) {
            outcome.complete(result);
            return;
        }
        CompletableFuture<Void> unused = stored.object()
                .prepare()
                .whenCompleteAsync(
                        (ready, thrown) -> {
                            if (thrown == null) {
                                outcome.complete(result);
                            } else {
                                fail(thrown);
                            }
                        },
                        request.executor());
    }

    void fail(Throwable thrown) {
        boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
        outcome.completeExceptionally(wrapped ? thrown.getCause() : thrown);
    }

    /** Runs a step at once. */
    void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Runs a draft through the stages of its operation, and goes on with it. */
    void build(WritePipeline pipeline, Draft draft, Runnable then) {
        CompletableFuture<Void> built = pipeline.run(draft);
        if (InTurn.isDone(built)) {
            then.run();
            return;
        }
        CompletableFuture<Void> unused = built.whenCompleteAsync(
                (done, thrown) -> {
                    if (thrown == null) {
                        run(then);
                    } else {
                        fail(thrown);
                    }
                },
                request.executor());
    }

    /** Begins the attempt after one that lost a race, or gives up. */
    void again(int number, IntConsumer attempt, Supplier<ApiException> tooMany) {
        if (number < MAX) {
            attempt.accept(number + 1);
        } else {
            fail(tooMany.get());
        }
    }

    /**
     * Stores a draft, and what is written alongside.
     *
     * @param expectedRevision of the object, or {@link dev.coracle.storage.Operation#ABSENT}
     * @param lost goes on when something was in the way
     */
    void put(Draft draft, long expectedRevision, WriteResult.Outcome what, Consumer<CommitResult.Conflict> lost) {
        if (request.dryRun()) {
            complete(new WriteResult.Unstored(draft.object(), what));
            return;
        }
        Committer committer = new Committer(backend, request, ((RequestContext) draft.context()).alsoWrite());
        byte[] value = Committer.encode(draft.resource(), draft.object());
        String name = draft.name();
        then(committer.put(draft.object(), value, expectedRevision, draft.old()), lost, committed -> {
            StoredObject stored =
                    backend.cache().of(draft.resource()).stored(request.namespace(), name, value, committed.revision());
            complete(new WriteResult.Stored(stored, what));
        });
    }

    /**
     * Removes an object.
     *
     * @param gone answers when that is done
     * @param lost goes on when it is another by then
     */
    void remove(StoredObject current, WriteResult gone, Runnable lost) {
        if (request.dryRun()) {
            complete(gone);
            return;
        }
        then(new Committer(backend, request).remove(current), conflict -> lost.run(), committed -> complete(gone));
    }

    private void then(
            CompletableFuture<CommitResult> commit,
            Consumer<CommitResult.Conflict> lost,
            Consumer<CommitResult.Committed> won) {
        CompletableFuture<Void> unused = commit.handle((result, thrown) -> {
            Handover handover = new Handover(() -> {
                if (thrown != null) {
                    fail(thrown);
                } else if (result instanceof CommitResult.Committed committed) {
                    won.accept(committed);
                } else if (result instanceof CommitResult.Conflict conflict) {
                    lost.accept(conflict);
                }
            });
            handover.to();
            return null;
        });
    }

    /**
     * The step after a commit, on its way from the thread that completes the commit, which is the store's writer thread, to
     * the request's executor. An executor that runs it in place would hold up every other write: that fails the write.
     */
    private final class Handover implements Runnable {
        private final Runnable step;
        private final Thread from = Thread.currentThread();
        private boolean handing = true;

        Handover(Runnable step) {
            this.step = step;
        }

        void to() {
            try {
                request.executor().execute(this);
            } catch (RuntimeException e) {
                fail(e);
            }
            handing = false;
        }

        @Override
        public void run() {
            if (Thread.currentThread().equals(from) && handing) {
                fail(new IllegalStateException(
                        "the executor of a write runs its steps in place: " + request.executor()));
            } else {
                Attempts.this.run(step);
            }
        }
    }
}
