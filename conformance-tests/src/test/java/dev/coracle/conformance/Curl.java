package dev.coracle.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Real curl. */
final class Curl {
    private static final int REFUSED = 7;

    private Curl() {}

    static Outcome run(String... arguments) {
        return feed("", arguments);
    }

    static Outcome feed(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Program.require("curl"), "-sS", "--max-time", "15"));
        command.addAll(List.of(arguments));
        return Program.run(Map.of("no_proxy", "*"), input, command);
    }

    /** The pod that answers at {@code url}, by its own account. */
    static String pod(String url) {
        return podIn(run("--fail", url).ok());
    }

    /** How many of {@code connections}, one after the other, each pod answered. */
    static Map<String, Integer> pods(String url, int connections) {
        Map<String, Integer> answers = new HashMap<>();
        for (int i = 0; i < connections; i++) {
            answers.merge(pod(url), 1, Integer::sum);
        }
        return answers;
    }

    static boolean isRefused(String url) {
        return run(url).exitCode() == REFUSED;
    }

    private static String podIn(Outcome answer) {
        return answer.lines().stream()
                .filter(line -> line.startsWith("pod: "))
                .map(line -> line.substring("pod: ".length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pod in " + answer));
    }
}
