package dev.coracle.conformance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/**
 * A {@code coracle} command that runs until it is told to stop, started through the launcher as a user does. Confined to
 * one thread, but for reading its fields.
 */
final class CoracleProcess implements AutoCloseable {
    /** Generous: the first start after a build makes the class-data archive. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** Every such command ends what it says by how to stop it. */
    private static final String LAST_WORDS = "Ctrl-C";

    private final Process process;
    private final Path folder;
    private final String banner;

    private CoracleProcess(Process process, Path folder, String banner) {
        this.process = process;
        this.folder = folder;
        this.banner = banner;
    }

    /** The launcher, at the root of the source tree. */
    static Path launcher() {
        return Path.of(System.getProperty("coracle.root", ".."))
                .toAbsolutePath()
                .normalize()
                .resolve("coracle");
    }

    /** The command line of {@code coracle} with these arguments. */
    static List<String> command(List<String> arguments) {
        // A shell starts its background jobs with Ctrl-C ignored, and their children inherit that.
        List<String> command = new ArrayList<>(
                List.of("env", "--default-signal=INT", launcher().toString()));
        command.addAll(arguments);
        return command;
    }

    /** A {@code coracle} command, run to its end. */
    static Outcome run(List<String> arguments) {
        return Program.run(Map.of("CORACLE_NO_BUILD", "1"), "", START_LIMIT, command(arguments));
    }

    /** Starts {@code command} with {@code folder} for what it says, and waits until it is ready or fails the test. */
    static CoracleProcess start(Path folder, List<String> command) {
        return start(folder, command, ProcessBuilder.Redirect.PIPE);
    }

    static CoracleProcess start(Path folder, List<String> command, ProcessBuilder.Redirect input) {
        try {
            Files.createDirectories(folder);
            Path out = folder.resolve("stdout");
            Path err = folder.resolve("stderr");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(input)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("CORACLE_NO_BUILD", "1");
            Process process = builder.start();
            await("coracle")
                    .atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !process.isAlive() || Files.readString(out).contains(LAST_WORDS));
            String banner = Files.readString(out);
            if (!process.isAlive()) {
                Assertions.fail(String.join(" ", command) + "\nended with exit code " + process.exitValue() + "\n"
                        + banner + Files.readString(err));
            }
            return new CoracleProcess(process, folder, banner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed until it was ready. */
    String banner() {
        return banner;
    }

    /** What it wrote to standard error so far. */
    String errors() {
        try {
            return Files.readString(folder.resolve("stderr"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Every process below it, the pods' among them. */
    Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    /** Ctrl-C; returns how long the process took to end. */
    Duration interrupt() {
        return end("-INT");
    }

    /** SIGTERM; returns the exit code. */
    int terminate() {
        end("-TERM");
        return process.exitValue();
    }

    /** The hardest stop there is. */
    void kill() {
        end("-KILL");
    }

    private Duration end(String signal) {
        long begin = System.nanoTime();
        Program.run(Map.of(), "", List.of("kill", signal, Long.toString(process.pid())))
                .ok();
        try {
            Assertions.assertTrue(process.waitFor(20, TimeUnit.SECONDS), "still running 20 s after kill " + signal);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            interrupt();
        }
    }
}
