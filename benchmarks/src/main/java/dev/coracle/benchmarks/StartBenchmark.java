package dev.coracle.benchmarks;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long until a control plane is ready: from the shell, and inside a JVM. */
final class StartBenchmark implements Benchmark {
    private static final int STARTS = 5;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Measurement> run(BenchOptions options) throws Exception {
        List<Measurement> measurements = new ArrayList<>();
        if (Files.isExecutable(options.launcher())) {
            launch(options.launcher()); // makes the class-data archive, if this is the first start after a build
            List<Double> launches = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                launches.add(launch(options.launcher()));
            }
            measurements.add(Measurement.of("`coracle up`, from the shell to ready", median(launches), "s")
                    .with("median of " + STARTS + ", RocksDB, 3 nodes"));
        }
        double first = inProcess();
        List<Double> later = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            later.add(inProcess());
        }
        measurements.add(Measurement.of("`ControlPlane.start`, first in this JVM", first, "s"));
        measurements.add(Measurement.of("`ControlPlane.start`, each one after", median(later), "s")
                .with("median of " + STARTS + ", in memory, 3 nodes"));
        return measurements;
    }

    private static double inProcess() {
        long start = System.nanoTime();
        ControlPlane plane = ControlPlane.start(ControlPlaneOptions.defaults());
        double seconds = (System.nanoTime() - start) / 1e9;
        plane.close();
        return seconds;
    }

    private static double launch(Path launcher) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("coracle-bench");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        launcher.toString(),
                        "up",
                        "--port",
                        "0",
                        "--dns-port",
                        "0",
                        "--tunnel-port",
                        "0",
                        "--data-dir",
                        data.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader()) {
            StringBuilder printed = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                printed.append(line).append('\n');
                if (line.contains("KUBECONFIG=")) {
                    return (System.nanoTime() - start) / 1e9;
                }
            }
            throw new IllegalStateException("coracle up ended before it was ready: " + printed);
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
