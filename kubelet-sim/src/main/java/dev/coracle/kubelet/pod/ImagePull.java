package dev.coracle.kubelet.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far one container is with pulling its image. Confined to the pod's worker. */
final class ImagePull {
    private final BackOff backOff = new BackOff();
    private @Nullable Instant begun;
    private @Nullable Instant failed;
    private String error = "";

    /** How long it has to keep off after a failure; empty if it may pull. */
    Optional<Duration> keepOff(Instant now) {
        if (failed == null) {
            return Optional.empty();
        }
        Instant again = failed.plus(backOff.delayAfter(failed));
        return now.isBefore(again) ? Optional.of(Duration.between(now, again)) : Optional.empty();
    }

    /** Why it failed last. */
    String error() {
        return error;
    }

    boolean isUnderWay() {
        return begun != null;
    }

    void begin(Instant now) {
        begun = now;
    }

    /** How long a pull that takes {@code time} goes on still; empty when it is through. */
    Optional<Duration> left(Instant now, Duration time) {
        Duration left = begun == null ? Duration.ZERO : Duration.between(now, begun.plus(time));
        return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
    }

    void done() {
        begun = null;
        failed = null;
    }

    void failed(Instant now, String why) {
        begun = null;
        failed = now;
        error = why;
        backOff.next(now, now);
    }
}
