package dev.coracle.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Ages as people read them: apimachinery's {@code duration.HumanDuration}. */
public final class Ages {
    public static final String UNKNOWN = "<unknown>";

    private Ages() {}

    /** How long ago an object was created. */
    public static String of(JsonNode object, Instant now) {
        return since(Tree.text(Tree.metadata(object), "creationTimestamp"), now);
    }

    /** How long ago an RFC 3339 timestamp was; {@code <unknown>} for none. */
    public static String since(String timestamp, Instant now) {
        if (timestamp.isEmpty()) {
            return UNKNOWN;
        }
        try {
            return human(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeParseException e) {
            return "<invalid>";
        }
    }

    /** Two units at most, fewer the longer it is: 119s, 2m, 5m30s, 179m, 3h, 7h59m, 47h, 7d23h, 729d, 2y1d. */
    public static String human(Duration duration) {
        long seconds = duration.toNanos() / 1_000_000_000L;
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (days < 8) {
            return two(days, "d", hours % 24, "h");
        }
        if (days < 365 * 2) {
            return days + "d";
        }
        if (days < 365 * 8) {
            return two(days / 365, "y", days % 365, "d");
        }
        return days / 365 + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
    }
}
