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

    /** With a peer's figure for the same, and this as a multiple of it. */
    Measurement beside(String peer, double figure) {
        return with(String.format(Locale.ROOT, "%s %s, ratio %.2f", peer, figure(figure), value / figure));
    }

    /** A row of the table in {@code benchmarks/README.md}. */
    String row() {
        return "| " + what + " | " + figure(value) + " " + unit + " | " + note + " |";
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
    }
}
