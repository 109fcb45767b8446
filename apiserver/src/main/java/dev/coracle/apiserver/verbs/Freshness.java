package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.StoreCache;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import java.time.Duration;

/** Makes reads wait for a revision the cache has not reached, which only happens when a client comes from elsewhere. */
final class Freshness {
    /** As the watch cache's blockTimeout. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final StoreCache cache;
    private final Clock clock;

    Freshness(StoreCache cache, Clock clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /** Runs {@code then} once everything up to {@code revision} can be read; 504 when that takes too long. */
    void await(Exchange exchange, long revision, Runnable then) {
        if (Long.compareUnsigned(cache.revision(), revision) >= 0) {
            then.run();
        } else {
            again(exchange, revision, then, clock.nanoTime() + PATIENCE.toNanos());
        }
    }

    private void again(Exchange exchange, long revision, Runnable then, long deadline) {
        long current = cache.revision();
        if (Long.compareUnsigned(current, revision) >= 0) {
            exchange.guard(then);
        } else if (clock.nanoTime() - deadline >= 0) {
            exchange.fail(ApiException.tooLargeResourceVersion(revision, current));
        } else {
            clock.schedule(INTERVAL, exchange.executor(), () -> again(exchange, revision, then, deadline));
        }
    }
}
