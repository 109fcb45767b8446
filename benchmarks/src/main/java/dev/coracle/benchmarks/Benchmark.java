package dev.coracle.benchmarks;

import java.util.List;

/** One thing that is measured. */
interface Benchmark {
    /** As given to {@code ./coracle bench}. */
    String name();

    List<Measurement> run(BenchOptions options) throws Exception;
}
