package dev.coracle.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Another program, run to its end or to a limit. */
final class Program {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private Program() {}

    static Outcome run(Map<String, String> environment, String input, List<String> command) {
        return run(environment, input, LIMIT, command);
    }

    /** Runs {@code command}; one that outlives {@code limit} is killed and fails the test. */
    static Outcome run(Map<String, String> environment, String input, Duration limit, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            CompletableFuture<String> out = reading(process.getInputStream());
            CompletableFuture<String> err = reading(process.getErrorStream());
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException readerLeft) {
                Assertions.assertTrue(input.isEmpty() || !process.isAlive(), readerLeft::toString);
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                Assertions.fail("not done after " + limit + ": " + new Outcome(command, -1, out.join(), err.join()));
            }
            return new Outcome(command, process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    /**
     * The path of a program. Where it is missing the test is skipped by name, and under {@code CI=true} it fails.
     */
    static String require(String name) {
        List<Path> found = find(name);
        if (found.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(name + " is not installed, and CI=true");
            }
            Assumptions.abort(name + " is not installed");
        }
        return found.get(0).toString();
    }

    /** The program {@code name} in every folder of the PATH that has it. */
    static List<Path> find(String name) {
        List<Path> found = new ArrayList<>();
        Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .forEach(found::add);
        return found;
    }

    private static CompletableFuture<String> reading(InputStream in) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try (in) {
                text.complete(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return text;
    }
}
