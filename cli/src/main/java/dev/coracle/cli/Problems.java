package dev.coracle.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Reads a command's flags and collects everything wrong with them, so that it is reported at once. Flags are plain text
 * until they come here. Confined to one thread.
 */
final class Problems {
    private static final int HIGHEST_PORT = 65_535;

    private final CommandLine commandLine;
    private final List<String> found = new ArrayList<>();

    /** Begins with the arguments that {@code commandLine} knows no flag for. */
    Problems(CommandLine commandLine) {
        this.commandLine = commandLine;
        for (String argument : commandLine.getUnmatchedArguments()) {
            add("unknown " + (argument.startsWith("-") ? "flag" : "argument") + " '" + argument + "'");
        }
    }

    void add(String problem) {
        found.add(problem);
    }

    /** Reads a flag's value with {@code parser}, whose IllegalArgumentException says what is wrong. */
    <T> Optional<T> read(String flag, String value, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException e) {
            add(flag + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A port; 0, any free one, is fine. */
    int port(String flag, String value) {
        return number(flag, value, 0, HIGHEST_PORT);
    }

    /** A number within bounds, or the lowest one when it is not. */
    int number(String flag, String value, int lowest, int highest) {
        return read(flag, value, text -> {
                    if (!text.matches("-?\\d{1,9}")) {
                        throw new IllegalArgumentException("'" + text + "' is not a whole number");
                    }
                    int number = Integer.parseInt(text);
                    if (number < lowest || number > highest) {
                        throw new IllegalArgumentException(number + " is not from " + lowest + " to " + highest);
                    }
                    return number;
                })
                .orElse(lowest);
    }

    /** One of an enum's values in lower case, or the first one when it is none. */
    <E extends Enum<E>> E choice(String flag, String value, Class<E> type) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> word(constant).equals(value))
                .findFirst()
                .orElseGet(() -> {
                    add(flag + ": '" + value + "' is none of "
                            + Stream.of(type.getEnumConstants())
                                    .map(Problems::word)
                                    .collect(Collectors.joining(", ")));
                    return type.getEnumConstants()[0];
                });
    }

    /** Ends the command with all that was found, if anything was. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ParameterException(commandLine, String.join("\n", found));
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
