package dev.coracle.kubelet.pod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The kubelet's back-off (client-go's {@code flowcontrol.Backoff}, v1.36): nothing before the first retry, then 10 s
 * after the failure, doubling to five minutes; forgotten when ten minutes pass between a retry and the next failure.
 * Confined to its pod's worker.
 */
final class BackOff {
    static final Duration INITIAL = Duration.ofSeconds(10);
    static final Duration MAX = Duration.ofMinutes(5);
    private static final Duration RESET = MAX.multipliedBy(2);

    private Duration delay = Duration.ZERO;
    private @Nullable Instant retried;

    /** How long after {@code failure} the next try is due; zero for at once. */
    Duration delayAfter(Instant failure) {
        return isForgotten(failure) ? Duration.ZERO : delay;
    }

    /** Counts the try that {@code failure} led to. */
    void next(Instant failure, Instant now) {
        if (isForgotten(failure)) {
            delay = INITIAL;
        } else {
            Duration doubled = delay.multipliedBy(2);
            delay = doubled.compareTo(MAX) > 0 ? MAX : doubled;
        }
        retried = now;
    }

    private boolean isForgotten(Instant failure) {
        return retried == null || Duration.between(retried, failure).compareTo(RESET) > 0;
    }
}
