package dev.coracle.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A watch that outlives what carries it: after {@link StoreException.WatchLost} it goes on from the last event it handed
 * over, and its listener notices nothing. Any other end is the listener's.
 *
 * <p>{@code current}, {@code losses} and {@code closed} are guarded by the monitor, which is not held while a listener
 * runs; {@code position} is written by the thread that calls the listener.
 */
public final class ResumingWatch implements Watch {
    private final Store store;
    private final KeyRange range;
    private final WatchListener listener;
    private volatile long position;
    private @Nullable Watch current;
    private int losses;
    private boolean closed;

    private ResumingWatch(Store store, KeyRange range, long afterRevision, WatchListener listener) {
        this.store = store;
        this.range = range;
        this.position = afterRevision;
        this.listener = listener;
    }

    /** As {@link Store#watch}. */
    public static Watch start(Store store, KeyRange range, long afterRevision, WatchListener listener) {
        ResumingWatch watch = new ResumingWatch(store, range, afterRevision, listener);
        watch.begin(0);
        return watch;
    }

    /** @param attempt how many were lost before; only the last one is kept to be closed */
    private void begin(int attempt) {
        Watch begun = store.watch(range, position, new WatchListener() {
            @Override
            public void onEvents(List<Event> events) {
                listener.onEvents(events);
                position = events.get(events.size() - 1).revision();
            }

            @Override
            public void onClosed(StoreException reason) {
                lost(reason);
            }
        });
        synchronized (this) {
            if (!closed) {
                current = attempt == losses ? begun : current;
                return;
            }
        }
        begun.close();
    }

    private void lost(StoreException reason) {
        if (!(reason instanceof StoreException.WatchLost)) {
            listener.onClosed(reason);
            return;
        }
        int attempt;
        synchronized (this) {
            if (closed) {
                return;
            }
            losses++;
            attempt = losses;
        }
        try {
            begin(attempt);
        } catch (StoreException e) {
            listener.onClosed(e);
        }
    }

    @Override
    public void close() {
        Watch ending;
        synchronized (this) {
            closed = true;
            ending = current;
        }
        if (ending != null) {
            ending.close();
        }
    }
}
