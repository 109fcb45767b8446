package dev.coracle.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Real kubectl.
 *
 * @param program which binary
 * @param kubeconfig which cluster, and the namespace its context names
 */
record Kubectl(String program, Path kubeconfig) {
    /** kubectl's own patience; a little below ours, so that its message is what fails. */
    private static final String WAIT = "--timeout=50s";

    /** kubectl of the PATH. */
    static Kubectl of(Path kubeconfig) {
        return new Kubectl(Program.require("kubectl"), kubeconfig);
    }

    /** Runs {@code kubectl} with arguments written as one would type them, split at spaces. */
    Outcome run(String line) {
        return run(List.of(line.split(" ")));
    }

    Outcome run(List<String> arguments) {
        return run("", arguments);
    }

    /** Runs {@code kubectl <line> -f -} on a manifest. */
    Outcome feed(String manifest, String line) {
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of("-f", "-"));
        return run(manifest, arguments);
    }

    Outcome run(String input, List<String> arguments) {
        return run(input, Map.of(), arguments);
    }

    Outcome run(String input, Map<String, String> extra, List<String> arguments) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.putAll(extra);
        return Program.run(environment, input, command(arguments));
    }

    Follower follow(String line) {
        return Follower.start(environment(), command(List.of(line.split(" "))));
    }

    /** What {@code kubectl get <what> -o jsonpath=<path>} prints. */
    String get(String what, String path) {
        List<String> arguments = new ArrayList<>(List.of("get"));
        arguments.addAll(List.of(what.split(" ")));
        arguments.add("-o=jsonpath=" + path);
        return run(arguments).ok().text();
    }

    /** The words a jsonpath prints; a path that yields several values separates them by spaces. */
    List<String> words(String what, String path) {
        String text = get(what, path);
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    void awaitRollout(String deployment) {
        run("rollout status deployment/" + deployment + " " + WAIT).ok();
    }

    /** This, with its own copy of the kubeconfig whose context names {@code namespace}. */
    Kubectl in(String namespace) {
        Path copy = kubeconfig.resolveSibling("kubeconfig-" + namespace);
        try {
            Files.copy(kubeconfig, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Kubectl there = new Kubectl(program, copy);
        there.run("config set-context --current --namespace=" + namespace).ok();
        return there;
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        return command;
    }

    /** Its own cache: one under a home folder would remember another server on the same port. */
    private Map<String, String> environment() {
        return Map.of(
                "KUBECONFIG", kubeconfig.toString(),
                "KUBECACHEDIR", kubeconfig.resolveSibling("kubectl-cache").toString(),
                "HOME", kubeconfig.getParent().toString(),
                "NO_COLOR", "1");
    }
}
