package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;

/** Ranges, bounds and divisors of numbers. Stateless. */
final class Numeric {
    private Numeric() {}

    static ValueErrors check(JsonNode value, ValueSchema schema, String path) {
        ValueErrors findings = new ValueErrors();
        boolean integer = GoNumbers.isInteger(value);
        Object shown = ValueErrors.shown(value);
        String type = schema.types.size() == 1 ? schema.types.get(0) : "";
        if (!inRange(value.doubleValue(), integer, type, schema.format)) {
            findings.general("Checked value must be of type " + type
                    + (schema.format.isEmpty() ? " (default format)" : " with format " + schema.format) + " in "
                    + path);
        }
        if (schema.multipleOf != null && integer && (long) (double) schema.multipleOf <= 0) {
            String factor = Long.toString((long) (double) schema.multipleOf);
            findings.invalid(
                    path,
                    ValueErrors.shown((long) (double) schema.multipleOf),
                    "factor MultipleOf declared for " + path + " must be positive: " + factor);
        } else if (schema.multipleOf != null && !isMultiple(value, integer, schema.multipleOf)) {
            findings.invalid(path, shown, path + " in body should be a multiple of " + GoNumbers.of(schema.multipleOf));
        }
        if (schema.minimum != null) {
            int order = compare(value, integer, schema.minimum);
            if (order < 0 || (order == 0 && schema.exclusiveMinimum)) {
                findings.invalid(
                        path,
                        shown,
                        path + " in body should be greater than " + (schema.exclusiveMinimum ? "" : "or equal to ")
                                + bound(schema.minimum, integer));
            }
        }
        if (schema.maximum != null) {
            int order = compare(value, integer, schema.maximum);
            if (order > 0 || (order == 0 && schema.exclusiveMaximum)) {
                findings.invalid(
                        path,
                        shown,
                        path + " in body should be less than " + (schema.exclusiveMaximum ? "" : "or equal to ")
                                + bound(schema.maximum, integer));
            }
        }
        findings.match();
        return findings;
    }

    private static boolean inRange(double value, boolean integer, String type, String format) {
        if (type.equals("integer") && format.equals("int32")) {
            return value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE && (integer || GoNumbers.isWhole(value));
        }
        if (type.equals("integer")) {
            return integer || GoNumbers.isWhole(value);
        }
        return !format.equals("float") || Math.abs(value) <= Float.MAX_VALUE;
    }

    /** Against an integer the bound counts without its fraction, as in upstream. */
    private static int compare(JsonNode value, boolean integer, double bound) {
        return integer ? Long.compare(value.longValue(), (long) bound) : Double.compare(value.doubleValue(), bound);
    }

    private static String bound(double bound, boolean integer) {
        return integer ? Long.toString((long) bound) : GoNumbers.of(bound);
    }

    private static boolean isMultiple(JsonNode value, boolean integer, double factor) {
        if (integer) {
            return value.longValue() % (long) factor == 0;
        }
        double times = factor < 1 ? 1 / factor * value.doubleValue() : value.doubleValue() / factor;
        return Math.abs(times - Math.rint(times)) < 1e-9;
    }
}
