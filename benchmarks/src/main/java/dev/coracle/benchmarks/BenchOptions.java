package dev.coracle.benchmarks;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How long and how large.
 *
 * @param warmUp load before the count begins
 * @param counted load that counts
 * @param rounds how often each load is repeated; the median counts
 * @param launcher the {@code coracle} script, for start times
 */
record BenchOptions(Duration warmUp, Duration counted, int rounds, Path launcher) {
    static BenchOptions standard(Path launcher) {
        return new BenchOptions(Duration.ofSeconds(5), Duration.ofSeconds(5), 3, launcher);
    }

    /** To see that everything runs; the figures mean little. */
    static BenchOptions quick(Path launcher) {
        return new BenchOptions(Duration.ofMillis(500), Duration.ofSeconds(1), 1, launcher);
    }
}
