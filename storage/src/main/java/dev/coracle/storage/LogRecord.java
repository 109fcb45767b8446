package dev.coracle.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction changed.
 *
 * @param revision the transaction's revision
 * @param millis when it was committed, in milliseconds since 1970
 * @param events never empty
 */
record LogRecord(long revision, long millis, List<Event> events) {
    private static final int OVERHEAD = 32;

    /** About how much room this takes. */
    long bytes() {
        long bytes = OVERHEAD;
        for (Event event : events) {
            bytes += OVERHEAD + event.key().length();
            bytes += event.value() == null ? 0 : event.value().length;
            bytes += event.previous() == null ? 0 : event.previous().length;
        }
        String cause = cause();
        return cause == null ? bytes : bytes + 3L * cause.length();
    }

    /** The events of all records. */
    static List<Event> events(List<LogRecord> records) {
        if (records.size() == 1) {
            return records.get(0).events();
        }
        List<Event> events = new ArrayList<>(records.size());
        records.forEach(record -> events.addAll(record.events()));
        return List.copyOf(events);
    }

    /** What the transaction was made for, or null. */
    @Nullable
    String cause() {
        return events.get(0).cause();
    }
}
