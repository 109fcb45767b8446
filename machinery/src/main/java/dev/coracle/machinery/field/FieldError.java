package dev.coracle.machinery.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.gotext.GoJson;
import dev.coracle.machinery.gotext.Quoted;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with one field.
 *
 * @param type what is wrong
 * @param field the printed path
 * @param value the offending value: a String, Number, Boolean, JsonNode or null
 * @param detail what would be right; may be empty
 */
public record FieldError(
        ErrorType type, String field, @Nullable Object value, String detail) {

    /** A value not worth showing. */
    public static final Object OMITTED = new Object();

    /** The error without its path, as it stands in a Status cause's message. */
    @SuppressWarnings("ReferenceEquality") // OMITTED is one object
    public String body() {
        StringBuilder out = new StringBuilder(type.text());
        if (type.showsValue() && value != OMITTED) {
            out.append(": ").append(print(value));
        }
        if (!detail.isEmpty()) {
            out.append(": ").append(detail);
        }
        return out.toString();
    }

    private static String print(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return Quoted.go(text);
        }
        if (value instanceof JsonNode node) {
            return node.isMissingNode() ? "null" : GoJson.of(node);
        }
        return value.toString();
    }

    @Override
    public String toString() {
        return field + ": " + body();
    }
}
