package dev.coracle.benchmarks;

import java.util.Locale;

/**
 * One figure.
 *
 * @param what is measured
 * @param value the figure
 * @param unit what it counts
 * @param note anything needed to read it: spread, the peer's figure, the ratio
 */
record Measurement(String what, double value, String unit, String note) {
    static Measurement of(String what, double value, String unit) {
        return new Measurement(what, value, unit, "");
    }

    Measurement with(String text) {
        return new Measurement(what, value, unit, note.isEmpty() ? text : note + "; " + text);
    }

    /** A row of the table in {@code benchmarks/README.md}. */
    String row() {
        String figure = value >= 100 ? "%,.0f".formatted(value) : String.format(Locale.ROOT, "%.2f", value);
        return "| " + what + " | " + figure + " " + unit + " | " + note + " |";
    }
}
