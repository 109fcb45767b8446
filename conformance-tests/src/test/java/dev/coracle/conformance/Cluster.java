package dev.coracle.conformance;

import static org.awaitility.Awaitility.await;

import dev.coracle.testing.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/**
 * A running {@code coracle up}, started through the launcher as a user does, on addresses of its own. Confined to one
 * thread, but for reading its fields.
 */
final class Cluster implements AutoCloseable {
    /** Generous: the first start after a build makes the class-data archive. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private static final Pattern API = Pattern.compile("API +(http://\\S+)");
    private static final Pattern DNS = Pattern.compile("DNS +([0-9.]+):([0-9]+)");
    private static final String LAST_LINE = "Ctrl-C";

    private final Process process;
    private final Path folder;
    private final Addresses addresses;
    private final String banner;

    private Cluster(Process process, Path folder, Addresses addresses, String banner) {
        this.process = process;
        this.folder = folder;
        this.addresses = addresses;
        this.banner = banner;
    }

    /** The launcher, at the root of the source tree. */
    static Path launcher() {
        return Path.of(System.getProperty("coracle.root", ".."))
                .toAbsolutePath()
                .normalize()
                .resolve("coracle");
    }

    /** A {@code coracle} command, run to its end. */
    static Outcome coracle(List<String> arguments) {
        return Program.run(Map.of("CORACLE_NO_BUILD", "1"), "", START_LIMIT, command(arguments));
    }

    /** Starts on {@code folder/data} and waits for the banner; fails the test with what was said if none comes. */
    static Cluster up(Path folder, Addresses addresses, String... flags) {
        List<String> arguments = new ArrayList<>(
                List.of("up", "--data-dir", folder.resolve("data").toString()));
        arguments.addAll(addressFlags(addresses));
        arguments.addAll(List.of(flags));
        if (!arguments.contains("--port")) {
            arguments.addAll(List.of("--port", "0"));
        }
        if (!arguments.contains("--dns-port")) {
            arguments.addAll(List.of("--dns-port", "0"));
        }
        return start(folder, addresses, command(arguments));
    }

    static Cluster start(Path folder, Addresses addresses, List<String> command) {
        try {
            Files.createDirectories(folder);
            Path out = folder.resolve("stdout");
            Path err = folder.resolve("stderr");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("CORACLE_NO_BUILD", "1");
            Process process = builder.start();
            await("coracle up")
                    .atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !process.isAlive() || Files.readString(out).contains(LAST_LINE));
            String banner = Files.readString(out);
            if (!process.isAlive()) {
                Assertions.fail("coracle up ended with exit code " + process.exitValue() + "\n" + banner
                        + Files.readString(err));
            }
            return new Cluster(process, folder, addresses, banner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> command(List<String> arguments) {
        // A shell starts its background jobs with Ctrl-C ignored, and their children inherit that.
        List<String> command = new ArrayList<>(
                List.of("env", "--default-signal=INT", launcher().toString()));
        command.addAll(arguments);
        return command;
    }

    static List<String> addressFlags(Addresses addresses) {
        return List.of(
                "--pod-cidr", addresses.pods().toString(),
                "--service-cidr", addresses.services().toString(),
                "--load-balancer-cidr", addresses.loadBalancers().toString(),
                "--node-cidr", addresses.nodes().toString());
    }

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

    Process process() {
        return process;
    }

    Addresses addresses() {
        return addresses;
    }

    URI api() {
        return URI.create(find(API).group(1));
    }

    Dig dig() {
        Matcher found = find(DNS);
        return new Dig(found.group(1), Integer.parseInt(found.group(2)));
    }

    Path kubeconfig() {
        return folder.resolve("data/kubeconfig");
    }

    Kubectl kubectl() {
        return Kubectl.of(kubeconfig());
    }

    /** Ctrl-C; returns how long the process took to end. */
    Duration interrupt() {
        return end("-INT");
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

    private Matcher find(Pattern pattern) {
        Matcher matcher = pattern.matcher(banner);
        Assertions.assertTrue(matcher.find(), () -> "no " + pattern + " in\n" + banner);
        return matcher;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            interrupt();
        }
    }
}
