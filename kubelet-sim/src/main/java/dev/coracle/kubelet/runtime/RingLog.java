package dev.coracle.kubelet.runtime;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The latest lines, in memory. Guarded by its own monitor, which is not held while listeners run. */
final class RingLog implements ContainerLog {
    static final int MAX_LINES = 1000;

    private final ArrayDeque<LogLine> lines = new ArrayDeque<>();
    private final LogListeners listeners = new LogListeners();
    private long dropped;
    private boolean complete;

    void append(Instant time, String text) {
        synchronized (this) {
            if (lines.size() == MAX_LINES) {
                lines.removeFirst();
                dropped++;
            }
            lines.addLast(new LogLine(time, text));
        }
        listeners.fire();
    }

    void complete() {
        synchronized (this) {
            complete = true;
        }
        listeners.fire();
    }

    @Override
    public synchronized boolean isComplete() {
        return complete;
    }

    @Override
    public Subscription onAppend(Runnable listener) {
        return listeners.add(listener);
    }

    @Override
    public LogCursor open() {
        return new Cursor();
    }

    private synchronized List<LogLine> from(long position, int max) {
        List<LogLine> found = new ArrayList<>();
        Iterator<LogLine> each = lines.iterator();
        for (long skip = Math.max(0, position - dropped); skip > 0 && each.hasNext(); skip--) {
            each.next();
        }
        while (each.hasNext() && found.size() < max) {
            found.add(each.next());
        }
        return found;
    }

    private synchronized long oldest() {
        return dropped;
    }

    private final class Cursor implements LogCursor {
        private long position;

        @Override
        public List<LogLine> read(int max) {
            synchronized (RingLog.this) {
                position = Math.max(position, oldest());
                List<LogLine> found = from(position, max);
                position += found.size();
                return found;
            }
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
