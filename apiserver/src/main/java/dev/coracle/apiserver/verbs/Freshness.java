package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Makes reads wait for a revision the cache has not reached: where a client comes from elsewhere, and where other servers
 * write to the same store. Over a store of this process alone nothing waits, and nothing is made to find that out.
 */
final class Freshness {
    /** As the watch cache's blockTimeout. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final StoreCache cache;
    private final Clock clock;

    Freshness(StoreCache cache, Clock clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /** Runs {@code then} once every write that was acknowledged before this call can be read. */
    void awaitCurrent(Exchange exchange, Runnable then) {
        CompletableFuture<Long> current = cache.currentRevision();
        if (current.isDone() && !current.isCompletedExceptionally()) {
            await(exchange, current.join(), then);
        } else {
            exchange.whenDone(current, revision -> await(exchange, revision, then));
        }
    }

    /** Runs {@code then} once everything up to {@code revision} can be read; 504 when that takes too long. */
    void await(Exchange exchange, long revision, Runnable then) {
        if (Long.compareUnsigned(cache.revision(), revision) >= 0) {
            then.run();
            return;
        }
        CompletableFuture<Void> reached = cache.reached(revision);
        Clock.Timer timer = clock.schedule(
                PATIENCE,
                exchange.executor(),
                () -> reached.completeExceptionally(ApiException.tooLargeResourceVersion(revision, cache.revision())));
        exchange.whenDone(reached.whenComplete((done, thrown) -> timer.close()), done -> then.run());
    }
}
