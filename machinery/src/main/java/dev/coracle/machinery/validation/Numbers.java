package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;

/** Counts and int-or-percent values. */
public final class Numbers {
    private static final String PERCENT_RULE = "a valid percent string must be a numeric string followed by an ending "
            + "'%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

    private Numbers() {}

    /** A field that is missing or at least zero. */
    public static void nonNegative(JsonNode node, String field, Path parent, FieldErrors errors) {
        long value = Tree.number(node, field);
        if (value < 0) {
            errors.invalid(parent.child(field), value, "must be greater than or equal to 0");
        }
    }

    public static void intOrPercent(JsonNode value, Path path, FieldErrors errors) {
        if (value.isTextual()) {
            if (percent(value) < 0) {
                errors.invalid(path, value.textValue(), PERCENT_RULE);
            }
        } else if (value.asLong() < 0) {
            errors.invalid(path, value.asLong(), "must be greater than or equal to 0");
        }
    }

    /** The number before the percent sign; -1 when the value is no percentage. */
    public static long percent(JsonNode value) {
        String text = value.asText();
        int digits = text.length() - 1;
        if (!value.isTextual() || digits < 1 || digits > 9 || text.charAt(digits) != '%') {
            return -1;
        }
        for (int i = 0; i < digits; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(text.substring(0, digits));
    }

    /** What Go's {@code Atoi} makes of a text: 0 for what is no number. */
    public static long atoi(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    public static void inRange(long value, long low, long high, Path path, FieldErrors errors) {
        if (value < low || value > high) {
            errors.invalid(path, value, "must be between " + low + " and " + high + ", inclusive");
        }
    }
}
