package dev.coracle.machinery.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * One condition on one label.
 *
 * @param values what {@code operator} compares with; empty for existence
 */
record LabelRequirement(String key, Operator operator, Set<String> values) {
    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST,
        GREATER,
        LESS
    }

    LabelRequirement {
        values = Set.copyOf(values);
    }

    boolean matches(JsonNode labels) {
        JsonNode label = labels.get(key);
        return switch (operator) {
            case IN -> label != null && values.contains(label.textValue());
            case NOT_IN -> label == null || !values.contains(label.textValue());
            case EXISTS -> label != null;
            case DOES_NOT_EXIST -> label == null;
            case GREATER -> label != null && compare(label) > 0;
            case LESS -> label != null && compare(label) < 0;
        };
    }

    /** A label that is not a number is neither greater nor less: 0. */
    private int compare(JsonNode label) {
        try {
            return Long.compare(
                    Long.parseLong(label.asText()),
                    Long.parseLong(values.iterator().next()));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
