package dev.coracle.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the benchmarks and prints a table. */
public final class Bench {
    private static final List<Benchmark> ALL = List.of(
            new StartBenchmark(),
            new ApiBenchmark(),
            new WatchBenchmark(),
            new DeploymentBenchmark(),
            new ProxyBenchmark(),
            new DnsBenchmark());

    private Bench() {}

    /** {@code [--quick] [NAME ...]}; without a name, everything. */
    public static void main(String[] args) throws Exception {
        Path launcher =
                Path.of(System.getProperty("coracle.root", "."), "coracle").toAbsolutePath();
        BenchOptions options = BenchOptions.standard(launcher);
        List<String> names = new ArrayList<>();
        for (String arg : args) {
            if (arg.equals("--quick")) {
                options = BenchOptions.quick(launcher);
            } else {
                names.add(arg);
            }
        }
        List<String> known = ALL.stream().map(Benchmark::name).toList();
        List<String> unknown = names.stream().filter(n -> !known.contains(n)).toList();
        if (!unknown.isEmpty()) {
            System.err.println("no benchmark called " + String.join(", ", unknown) + "; there are "
                    + known.stream().collect(Collectors.joining(", ")));
            System.exit(2);
        }
        System.out.println("| what | figure | note |");
        System.out.println("|---|---|---|");
        for (Benchmark benchmark : ALL) {
            if (names.isEmpty() || names.contains(benchmark.name())) {
                for (Measurement measurement : benchmark.run(options)) {
                    System.out.println(measurement.row());
                }
            }
        }
    }
}
