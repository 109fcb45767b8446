package dev.coracle.client;

import dev.coracle.clock.Clock;
import java.time.Duration;

/** A token bucket that starts full. Guarded by its own monitor. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Clock clock;
    private final double perSecond;
    private final double burst;
    private double tokens;
    private long refilled;

    TokenBucket(Clock clock, double perSecond, double burst) {
        this.clock = clock;
        this.perSecond = perSecond;
        this.burst = burst;
        tokens = burst;
        refilled = clock.nanoTime();
    }

    /** Takes a token now if there is one. */
    synchronized boolean tryTake() {
        refill();
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    /** Takes a token, perhaps of the future, and says how long until it is there. */
    synchronized Duration reserve() {
        refill();
        tokens -= 1;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / perSecond * NANOS_PER_SECOND));
    }

    private void refill() {
        long now = clock.nanoTime();
        tokens = Math.min(burst, tokens + (now - refilled) / NANOS_PER_SECOND * perSecond);
        refilled = now;
    }
}
