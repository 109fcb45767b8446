package dev.coracle.testing;

import dev.coracle.clock.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measures what a start costs: the first plane of a JVM, and each one after. */
public final class StartCost {
    private static final int ROUNDS = 20;

    private StartCost() {}

    /**
     * What starting planes one after the other took.
     *
     * @param first the JVM's first, class loading included
     * @param later each one after, in order
     */
    public record Figures(Duration first, List<Duration> later) {
        public Figures {
            later = List.copyOf(later);
        }

        public Duration median() {
            List<Duration> sorted = new ArrayList<>(later);
            Collections.sort(sorted);
            return sorted.get(sorted.size() / 2);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "control plane ready: first in this JVM %d ms; then %d starts, median %d ms, best %d ms, worst %d ms",
                    first.toMillis(),
                    later.size(),
                    median().toMillis(),
                    Collections.min(later).toMillis(),
                    Collections.max(later).toMillis());
        }
    }

    /** Starts and closes a plane {@code 1 + laterStarts} times; meaningful as the first thing a JVM does. */
    public static Figures measure(ControlPlaneOptions options, int laterStarts) {
        try (Clock clock = Clock.system()) {
            Duration first = once(options, clock);
            List<Duration> later = new ArrayList<>();
            for (int i = 0; i < laterStarts; i++) {
                later.add(once(options, clock));
            }
            return new Figures(first, later);
        }
    }

    public static void main(String[] args) {
        System.out.println(
                measure(ControlPlaneOptions.defaults(), args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS));
    }

    private static Duration once(ControlPlaneOptions options, Clock clock) {
        long begin = clock.nanoTime();
        ControlPlane plane = ControlPlane.start(options);
        Duration taken = Duration.ofNanos(clock.nanoTime() - begin);
        plane.close();
        return taken;
    }
}
