package dev.coracle.conformance;

import dev.coracle.controlplane.Addresses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/**
 * A running {@code coracle up} on addresses of its own.
 *
 * @param process the command
 * @param data its data directory
 * @param addresses the blocks it was given
 */
record Cluster(CoracleProcess process, Path data, Addresses addresses) implements AutoCloseable {
    private static final Pattern API = Pattern.compile("API +(http://\\S+)");
    private static final Pattern DNS = Pattern.compile("DNS +([0-9.]+):([0-9]+)");

    /** Starts on {@code folder/data} and waits for the banner; fails the test with what was said if none comes. */
    static Cluster up(Path folder, Addresses addresses, String... flags) {
        return up(folder, addresses, CoracleProcess.command(arguments(folder, addresses, flags)));
    }

    static Cluster up(Path folder, Addresses addresses, List<String> command) {
        return new Cluster(CoracleProcess.start(folder, command), folder.resolve("data"), addresses);
    }

    /** The arguments of an {@code up} that gets in nobody's way. */
    static List<String> arguments(Path folder, Addresses addresses, String... flags) {
        List<String> arguments = new ArrayList<>(
                List.of("up", "--data-dir", folder.resolve("data").toString()));
        arguments.addAll(addressFlags(addresses));
        arguments.addAll(List.of(flags));
        for (String port : List.of("--port", "--dns-port", "--tunnel-port")) {
            if (!arguments.contains(port)) {
                arguments.addAll(List.of(port, "0"));
            }
        }
        return arguments;
    }

    private static List<String> addressFlags(Addresses addresses) {
        return List.of(
                "--pod-cidr", addresses.pods().toString(),
                "--service-cidr", addresses.services().toString(),
                "--load-balancer-cidr", addresses.loadBalancers().toString(),
                "--node-cidr", addresses.nodes().toString());
    }

    URI api() {
        return URI.create(find(API).group(1));
    }

    Dig dig() {
        Matcher found = find(DNS);
        return new Dig(found.group(1), Integer.parseInt(found.group(2)));
    }

    Kubectl kubectl() {
        return Kubectl.of(data.resolve("kubeconfig"));
    }

    /** Runs a command in the namespaces of the user and the network that the cluster has. */
    Outcome inside(List<String> command) {
        String pid = Long.toString(process.pid());
        List<String> there = new ArrayList<>(List.of(Program.require("nsenter"), "-t", pid, "-n"));
        if (!System.getProperty("user.name").equals("root")) {
            there.addAll(List.of("-U", "--preserve-credentials"));
        }
        there.addAll(command);
        return Program.run(Map.of("HOME", data.toString(), "no_proxy", "*"), "", there);
    }

    /** Ctrl-C; returns how long the process took to end. */
    Duration interrupt() {
        return process.interrupt();
    }

    /** The hardest stop there is. */
    void kill() {
        process.kill();
    }

    private Matcher find(Pattern pattern) {
        Matcher matcher = pattern.matcher(process.banner());
        Assertions.assertTrue(matcher.find(), () -> "no " + pattern + " in\n" + process.banner());
        return matcher;
    }

    @Override
    public void close() {
        process.close();
    }
}
