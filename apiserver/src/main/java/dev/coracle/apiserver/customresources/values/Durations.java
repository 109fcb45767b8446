package dev.coracle.apiserver.customresources.values;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.coracle.machinery.gotext.GoDuration;
import java.util.Set;

/** Durations as Go reads them, or in words: {@code 3 days}. */
final class Durations {
    private static final Pattern WORDS = Pattern.compile("((?:[0-9]+)(?:\\.[0-9]+)?)\\s*([A-Za-zµ]+)");
    private static final Set<String> UNITS = Set.of(
            "ns",
            "nano",
            "nanos",
            "nanosecond",
            "nanoseconds",
            "us",
            "µs",
            "micro",
            "micros",
            "microsecond",
            "microseconds",
            "ms",
            "milli",
            "millis",
            "millisecond",
            "milliseconds",
            "s",
            "sec",
            "secs",
            "second",
            "seconds",
            "m",
            "min",
            "mins",
            "minute",
            "minutes",
            "h",
            "hr",
            "hrs",
            "hour",
            "hours",
            "d",
            "day",
            "days",
            "w",
            "week",
            "weeks",
            "wk",
            "wks");

    private Durations() {}

    static boolean isDuration(String text) {
        if (GoDuration.isValid(text)) {
            return true;
        }
        Matcher words = WORDS.matcher(text);
        boolean found = false;
        while (words.find()) {
            if (!UNITS.contains(words.group(2))) {
                return false;
            }
            found = true;
        }
        return found;
    }
}
