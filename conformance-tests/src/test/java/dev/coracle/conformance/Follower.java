package dev.coracle.conformance;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A program that goes on until it is closed, such as {@code kubectl get --watch}; its lines as they come. */
final class Follower implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Follower(Process process) {
        this.process = process;
    }

    static Follower start(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Follower follower = new Follower(builder.start());
            Thread reader = new Thread(follower::read, "follow-" + command.get(0));
            reader.setDaemon(true);
            reader.start();
            return follower;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException closed) {
            lines.add("(closed: " + closed.getMessage() + ")");
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    void awaitLine(String what, Predicate<String> wanted) {
        await("a line with " + what)
                .atMost(Duration.ofSeconds(30))
                .until(() -> lines().stream().anyMatch(wanted));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
