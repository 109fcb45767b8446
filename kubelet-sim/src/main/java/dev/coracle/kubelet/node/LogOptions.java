package dev.coracle.kubelet.node;

import dev.coracle.client.ApiTime;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a client wants of a log; the parameters are those of {@code PodLogOptions}. */
record LogOptions(
        boolean follow,
        boolean previous,
        boolean timestamps,
        @Nullable Long tailLines,
        @Nullable Long limitBytes,
        @Nullable Instant since) {

    /**
     * Reads a request's parameters; what was since {@code now} is worked out here.
     *
     * @throws IllegalArgumentException that names the parameter that is wrong
     */
    static LogOptions parse(MultiMap query, Instant now) {
        Long tail = number(query, "tailLines", 0);
        Long limit = number(query, "limitBytes", 1);
        Long seconds = number(query, "sinceSeconds", 1);
        String time = query.get("sinceTime");
        if (seconds != null && time != null) {
            throw new IllegalArgumentException("at most one of sinceTime or sinceSeconds may be specified");
        }
        Instant since = seconds == null ? null : now.minusSeconds(seconds);
        if (time != null) {
            try {
                since = ApiTime.parse(time);
            } catch (DateTimeException malformed) {
                throw new IllegalArgumentException("sinceTime \"" + time + "\" is not an RFC 3339 time", malformed);
            }
        }
        return new LogOptions(
                flag(query, "follow"), flag(query, "previous"), flag(query, "timestamps"), tail, limit, since);
    }

    private static boolean flag(MultiMap query, String name) {
        String value = query.get(name);
        if (value == null || value.equals("false") || value.equals("0")) {
            return false;
        }
        if (value.isEmpty() || value.equals("true") || value.equals("1")) {
            return true;
        }
        throw new IllegalArgumentException(name + " \"" + value + "\" must be true or false");
    }

    private static @Nullable Long number(MultiMap query, String name, long least) {
        String value = query.get(name);
        if (value == null) {
            return null;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(name + " \"" + value + "\" is not a number", notANumber);
        }
        throw new IllegalArgumentException(name + " " + value + " must be at least " + least);
    }
}
