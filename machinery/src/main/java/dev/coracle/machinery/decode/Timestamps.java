package dev.coracle.machinery.decode;

import dev.coracle.machinery.gotext.Quoted;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code metav1.Time} and {@code MicroTime}: parsed as Go's {@code time.Parse} does, printed in UTC. */
final class Timestamps {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    private final String text;
    private final String layout;
    private final boolean micro;
    private int at;

    /** Either the canonical text or Go's error. */
    record Result(@Nullable String text, @Nullable String error) {}

    private Timestamps(String text, boolean micro) {
        this.text = text;
        this.micro = micro;
        this.layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
    }

    static Result canonical(String text, boolean micro) {
        return new Timestamps(text, micro).parse();
    }

    private Result parse() {
        try {
            int year = digits(4, "2006");
            literal('-');
            int month = digits(2, "01");
            inRange("month", month, 1, 12);
            literal('-');
            int day = digits(2, "02");
            literal('T');
            int hour = digits(2, "15");
            inRange("hour", hour, 0, 23);
            literal(':');
            int minute = digits(2, "04");
            inRange("minute", minute, 0, 59);
            literal(':');
            int second = digits(2, "05");
            inRange("second", second, 0, 59);
            int nanos = micro ? micros() : anyFraction();
            int offset = offset();
            if (at < text.length()) {
                throw new Refused(quote() + ": extra text: " + Quoted.go(text.substring(at)));
            }
            return new Result(print(year, month, day, hour, minute, second, nanos, offset), null);
        } catch (Refused e) {
            return new Result(null, "parsing time " + e.getMessage());
        }
    }

    private String print(int year, int month, int day, int hour, int minute, int second, int nanos, int offset)
            throws Refused {
        LocalDateTime local;
        try {
            local = LocalDateTime.of(year, month, day, hour, minute, second, nanos);
        } catch (DateTimeException e) {
            throw new Refused(quote() + ": day out of range");
        }
        if (offset == 0 && !micro && nanos == 0 && text.length() == 20) {
            return text;
        }
        return local.minusSeconds(offset).atOffset(ZoneOffset.UTC).format(micro ? MICROS : SECONDS);
    }

    private int digits(int count, String element) throws Refused {
        if (at + count > text.length()) {
            throw cannot(element);
        }
        int value = 0;
        for (int i = at; i < at + count; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw cannot(element);
            }
            value = value * 10 + c - '0';
        }
        at += count;
        return value;
    }

    private void literal(char expected) throws Refused {
        if (at >= text.length() || text.charAt(at) != expected) {
            throw cannot(String.valueOf(expected));
        }
        at++;
    }

    private int micros() throws Refused {
        if (at + 7 > text.length() || text.charAt(at) != '.') {
            throw cannot(".000000");
        }
        int start = at++;
        for (int i = at; i < at + 6; i++) {
            if (!isDigit(i)) {
                at = start;
                throw cannot(".000000");
            }
        }
        return digits(6, ".000000") * 1000;
    }

    /** A fraction the layout does not ask for; Go takes it all the same. */
    private int anyFraction() {
        if (at + 1 >= text.length() || (text.charAt(at) != '.' && text.charAt(at) != ',') || !isDigit(at + 1)) {
            return 0;
        }
        at++;
        int nanos = 0;
        int scale = 100_000_000;
        while (isDigit(at)) {
            nanos += (text.charAt(at++) - '0') * scale;
            scale /= 10;
        }
        return nanos;
    }

    private int offset() throws Refused {
        if (at < text.length() && text.charAt(at) == 'Z') {
            at++;
            return 0;
        }
        int start = at;
        if (at + 6 > text.length()
                || (text.charAt(at) != '+' && text.charAt(at) != '-')
                || text.charAt(at + 3) != ':'
                || !(isDigit(at + 1) && isDigit(at + 2) && isDigit(at + 4) && isDigit(at + 5))) {
            throw cannot("Z07:00");
        }
        int sign = text.charAt(at) == '-' ? -1 : 1;
        at++;
        int hours = digits(2, "Z07:00");
        at++;
        int minutes = digits(2, "Z07:00");
        if (hours > 24 || minutes > 60) {
            at = start;
            throw new Refused(quote() + ": time zone offset " + (hours > 24 ? "hour" : "minute") + " out of range");
        }
        return sign * (hours * 3600 + minutes * 60);
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private void inRange(String what, int value, int min, int max) throws Refused {
        if (value < min || value > max) {
            throw new Refused(quote() + ": " + what + " out of range");
        }
    }

    private Refused cannot(String element) {
        return new Refused(quote() + " as " + Quoted.go(layout) + ": cannot parse " + Quoted.go(text.substring(at))
                + " as " + Quoted.go(element));
    }

    private String quote() {
        return Quoted.go(text);
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null, false, false);
        }
    }
}
