package dev.coracle.machinery.decode;

import dev.coracle.machinery.errors.ApiException;
import org.jspecify.annotations.Nullable;

/** What is done about unknown and repeated fields: the request's {@code fieldValidation}. */
public enum FieldValidation {
    IGNORE("Ignore"),
    WARN("Warn"),
    STRICT("Strict");

    private final String word;

    FieldValidation(String word) {
        this.word = word;
    }

    /** Reads the query parameter; absent or empty means Warn, as upstream's default. */
    public static FieldValidation parse(@Nullable String parameter) {
        if (parameter == null || parameter.isEmpty()) {
            return WARN;
        }
        for (FieldValidation value : values()) {
            if (value.word.equals(parameter)) {
                return value;
            }
        }
        throw ApiException.badRequest("fieldValidation: Unsupported value: \"" + parameter
                + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
    }
}
