package dev.coracle.machinery.selector;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a selector's requirement compares a label, a field or a scope's property with its values. */
public enum SelectorOperator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist"),
    GREATER("Gt"),
    LESS("Lt");

    private static final Map<String, SelectorOperator> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(each -> each.word, Function.identity()));

    private final String word;

    SelectorOperator(String word) {
        this.word = word;
    }

    /** The operator that objects call so. */
    public static Optional<SelectorOperator> find(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /**
     * Whether a requirement with that operator is met.
     *
     * @param value what the label holds; null when there is no such label
     */
    public boolean accepts(@Nullable String value, Collection<String> values) {
        return switch (this) {
            case IN -> value != null && values.contains(value);
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case GREATER -> value != null && compare(value, values) > 0;
            case LESS -> value != null && compare(value, values) < 0;
        };
    }

    /** What is not a number is neither greater nor less: 0. */
    private static int compare(String value, Collection<String> values) {
        try {
            return Long.compare(
                    Long.parseLong(value), Long.parseLong(values.iterator().next()));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
