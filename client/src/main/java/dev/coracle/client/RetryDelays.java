package dev.coracle.client;

import dev.coracle.clock.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a failed key waits: the longer of a per-key exponential delay and an overall token bucket, with the figures
 * of client-go's {@code DefaultControllerRateLimiter}. Guarded by its own monitor; holds one counter per failing key.
 */
final class RetryDelays<K> {
    private static final long BASE_NANOS = Duration.ofMillis(5).toNanos();
    private static final long MAX_NANOS = Duration.ofSeconds(1000).toNanos();
    private static final double TOKENS_PER_SECOND = 10;
    private static final double BURST = 100;

    private final Map<K, Integer> failures = new HashMap<>();
    private final TokenBucket bucket;

    RetryDelays(Clock clock) {
        bucket = new TokenBucket(clock, TOKENS_PER_SECOND, BURST);
    }

    /** Counts one more failure of {@code key} and says how long it waits. */
    synchronized Duration next(K key) {
        int earlier = failures.merge(key, 1, Integer::sum) - 1;
        // Beyond 2^38 the delay is over the maximum anyway, and the shift would overflow.
        long exponential = earlier > 37 ? MAX_NANOS : Math.min(MAX_NANOS, BASE_NANOS << earlier);
        return Duration.ofNanos(Math.max(exponential, bucket.reserve().toNanos()));
    }

    synchronized void forget(K key) {
        failures.remove(key);
    }

    synchronized int failures(K key) {
        return failures.getOrDefault(key, 0);
    }
}
