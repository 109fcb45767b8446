package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;

/** Counts and int-or-percent values. */
public final class Numbers {
    private static final String PERCENT_RULE = "a valid percent string must be a numeric string followed by an ending "
            + "'%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

    private Numbers() {}

    public static void intOrPercent(Field value) {
        if (!value.node().isTextual()) {
            value.nonNegative();
        } else if (percent(value.node()) < 0) {
            value.invalid(PERCENT_RULE);
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
}
