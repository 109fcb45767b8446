package dev.coracle.storage;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Measures the log in segments and says which of them may go.
 *
 * <p>Confined to the writer thread.
 */
final class Retention {
    /** How many segments make a full log. */
    static final int SEGMENTS = 32;

    private record Segment(long lastRevision, long lastMillis, long bytes) {}

    private final long maxMillis;
    private final long maxBytes;
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private long total;
    private long open;

    Retention(Duration maxAge, long maxBytes) {
        this.maxMillis = maxAge.toMillis();
        this.maxBytes = maxBytes;
    }

    /** Counts what was appended to the log. */
    void add(long revision, long millis, long bytes) {
        total += bytes;
        open += bytes;
        if (open >= maxBytes / SEGMENTS) {
            segments.add(new Segment(revision, millis, open));
            open = 0;
        }
    }

    /** The revision up to which the log may go now, 0 when all of it stays. What is named is taken as gone. */
    long due(long nowMillis) {
        long revision = 0;
        while (!segments.isEmpty()
                && (total > maxBytes || segments.getFirst().lastMillis < nowMillis - maxMillis)
                && !isNewest()) {
            Segment segment = segments.removeFirst();
            total -= segment.bytes;
            revision = segment.lastRevision;
        }
        return revision;
    }

    private boolean isNewest() {
        return segments.size() == 1 && open == 0;
    }
}
