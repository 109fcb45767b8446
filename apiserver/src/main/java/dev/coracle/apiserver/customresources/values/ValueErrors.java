package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one schema found wrong with one value, and how many of its checks passed: by that count the alternative is chosen
 * whose errors are shown when none fits.
 */
final class ValueErrors {
    private static final ValueErrors NONE = new ValueErrors();

    private final List<FieldError> errors = new ArrayList<>(0);
    private int matches;

    static ValueErrors none() {
        return NONE;
    }

    boolean isValid() {
        return errors.isEmpty();
    }

    int matches() {
        return matches;
    }

    void match() {
        matches++;
    }

    void merge(ValueErrors other) {
        errors.addAll(other.errors);
        matches += other.matches;
    }

    /** The same without its errors: of a value that was just as wrong before. */
    ValueErrors forgiven() {
        ValueErrors forgiven = new ValueErrors();
        forgiven.matches = matches;
        return forgiven;
    }

    List<FieldError> errors() {
        return errors;
    }

    /** An error of no field in particular. */
    void general(String message) {
        errors.add(new FieldError(ErrorType.INVALID, "<nil>", "", message));
    }

    void add(ErrorType type, String path, @Nullable Object value, String detail) {
        errors.add(new FieldError(type, path.startsWith(".") ? path.substring(1) : path, value, detail));
    }

    void invalid(String path, @Nullable Object value, String detail) {
        add(ErrorType.INVALID, path, value, detail);
    }

    /** A value as an error message shows it. */
    static Object shown(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        return value.isNumber() ? new Shown(GoNumbers.of(value)) : value;
    }

    static Object shown(long value) {
        return value;
    }

    /** The name of a type, shown as the value it stands for. */
    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** Prints as it is. */
    private record Shown(String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
