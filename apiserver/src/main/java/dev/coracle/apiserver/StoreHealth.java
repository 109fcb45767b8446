package dev.coracle.apiserver;

import dev.coracle.clock.Clock;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whether the store works, found out by writing and reading something that is no object. Whoever asks while one try is
 * under way gets its outcome. Guarded by its monitor.
 */
final class StoreHealth {
    /** A probe that a kubelet sends gives up after a second. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final Store store;
    private final Clock clock;
    private @Nullable CompletableFuture<Void> trying;

    StoreHealth(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Completes when a write was durable and was read back; fails with the reason when the store takes none now. */
    CompletableFuture<Void> isReady() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        synchronized (this) {
            if (trying != null) {
                return trying;
            }
            trying = mine;
        }
        Clock.Timer timer = clock.schedule(
                PATIENCE,
                Runnable::run,
                () -> mine.completeExceptionally(
                        new StoreException("the store has not answered within " + PATIENCE.toMillis() + " ms")));
        CompletableFuture<Void> unused = mine.whenComplete((done, thrown) -> {
            timer.close();
            synchronized (this) {
                trying = null;
            }
        });
        unused = store.probe().whenComplete((done, thrown) -> {
            if (thrown == null) {
                mine.complete(null);
            } else {
                mine.completeExceptionally(thrown);
            }
        });
        return mine;
    }

    /** Fails once the store has ended, which only a new process can mend. */
    CompletableFuture<Void> isAlive() {
        return store.ended().isDone()
                ? CompletableFuture.failedFuture(store.ended().join())
                : CompletableFuture.completedFuture(null);
    }
}
