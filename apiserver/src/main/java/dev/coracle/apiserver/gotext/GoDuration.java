package dev.coracle.apiserver.gotext;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as Go's {@code time.ParseDuration} takes them: {@code 1h15m30.5s}. */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]*)(\\.[0-9]*)?([^.0-9]*)");
    private static final Set<String> UNITS = Set.of("ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m", "h");

    private GoDuration() {}

    /** What is wrong with a duration; null when nothing is. */
    public static @Nullable String error(String text) {
        String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return null;
        }
        String invalid = "time: invalid duration " + Quoted.go(text);
        if (rest.isEmpty()) {
            return invalid;
        }
        Matcher part = PART.matcher(rest);
        for (int at = 0; at < rest.length(); at = part.end()) {
            part.region(at, rest.length());
            boolean fraction = part.lookingAt() && part.group(2) != null && part.group(2).length() > 1;
            if (part.group(1).isEmpty() && !fraction) {
                return invalid;
            }
            String unit = part.group(3);
            if (unit.isEmpty()) {
                return "time: missing unit in duration " + Quoted.go(text);
            }
            if (!UNITS.contains(unit)) {
                return "time: unknown unit " + Quoted.go(unit) + " in duration " + Quoted.go(text);
            }
        }
        return null;
    }
}
