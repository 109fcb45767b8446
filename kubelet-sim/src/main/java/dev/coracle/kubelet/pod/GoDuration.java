package dev.coracle.kubelet.pod;

import java.time.Duration;

/** Durations as Go prints them, because the kubelet's messages hold them: {@code 1m20s}, {@code 5m0s}. */
final class GoDuration {
    private GoDuration() {}

    /** To the second, from one second up; below that in milliseconds. */
    static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.toSeconds() == 0) {
            return duration.toMillis() + "ms";
        }
        StringBuilder text = new StringBuilder();
        if (duration.toHours() > 0) {
            text.append(duration.toHours()).append('h');
        }
        if (duration.toMinutes() > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        return text.append(duration.toSecondsPart()).append('s').toString();
    }
}
