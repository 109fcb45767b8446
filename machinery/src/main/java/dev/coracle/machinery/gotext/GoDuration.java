package dev.coracle.machinery.gotext;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** Durations as Go reads and prints them: {@code 1h30m0s}, {@code 250ms}. Confined to one call. */
public final class GoDuration {
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "μs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private final String text;
    private int at;

    private GoDuration(String text) {
        this.text = text;
    }

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException with Go's words
     */
    public static Duration parse(String text) {
        return new GoDuration(text).read();
    }

    /** As Go's {@code Duration.String}: from the largest unit that is not zero, but seconds always. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.toSeconds() == 0) {
            long nanos = duration.toNanos();
            String unit = nanos < NANOS.get("us") ? "ns" : nanos < NANOS.get("ms") ? "µs" : "ms";
            return decimal(BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(NANOS.get(unit)))) + unit;
        }
        String hours = duration.toHours() > 0 ? duration.toHours() + "h" : "";
        String minutes = duration.toMinutes() > 0 ? duration.toMinutesPart() + "m" : "";
        BigDecimal fraction = BigDecimal.valueOf(duration.toNanosPart(), 9);
        return hours + minutes + decimal(fraction.add(BigDecimal.valueOf(duration.toSecondsPart()))) + "s";
    }

    private static String decimal(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Whether {@link #parse} takes it. */
    public static boolean isValid(String text) {
        try {
            Duration ignored = parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Duration read() {
        boolean negative = text.startsWith("-");
        at = negative || text.startsWith("+") ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return Duration.ZERO;
        }
        if (at == text.length()) {
            throw invalid();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        while (at < text.length()) {
            String number = number();
            nanos = nanos.add(new BigDecimal(number).multiply(BigDecimal.valueOf(unit())));
        }
        if (nanos.compareTo(MAX) > 0) {
            throw invalid();
        }
        return Duration.ofNanos(negative ? -nanos.longValue() : nanos.longValue());
    }

    private String number() {
        int start = at;
        skipDigits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            skipDigits();
        }
        String number = text.substring(start, at);
        if (number.isEmpty() || number.equals(".")) {
            throw invalid();
        }
        return number;
    }

    private long unit() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '.' && !isDigit()) {
            at++;
        }
        String unit = text.substring(start, at);
        if (unit.isEmpty()) {
            throw new IllegalArgumentException("time: missing unit in duration \"" + text + "\"");
        }
        Long nanos = NANOS.get(unit);
        if (nanos == null) {
            throw new IllegalArgumentException("time: unknown unit \"" + unit + "\" in duration \"" + text + "\"");
        }
        return nanos;
    }

    private void skipDigits() {
        while (at < text.length() && isDigit()) {
            at++;
        }
    }

    private boolean isDigit() {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private IllegalArgumentException invalid() {
        return new IllegalArgumentException("time: invalid duration \"" + text + "\"");
    }
}
