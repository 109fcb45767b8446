package dev.coracle.storage;

import dev.coracle.storage.SingleWriterStore.StoreThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The watches of one store. One reader thread, there only while it has work, brings new ones from the log up to the
 * present, a chunk at a time and each in turn; the writer thread lets them go live and hands them what it commits.
 */
final class Watches {
    /** A watch this close to the present asks to go live. */
    private static final long NEAR = 64;

    /** A watch further away than this when its turn comes is sent back to the reader ... */
    private static final long FAR = 1024;

    /** ... so many times; a listener that is still behind then is no quicker live. */
    private static final int MAX_ROUNDS = 8;

    private final SingleWriterStore store;
    private final WriteQueue queue;
    private final ThreadPoolExecutor reader;
    private final Set<ActiveWatch> all = ConcurrentHashMap.newKeySet();

    /** Confined to the writer thread. */
    private final List<ActiveWatch> live = new ArrayList<>();

    Watches(SingleWriterStore store, WriteQueue queue) {
        this.store = store;
        this.queue = queue;
        // Its queue holds at most one task for each open watch.
        this.reader = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new StoreThread(store, task, "store-reader"),
                new ThreadPoolExecutor.DiscardPolicy());
        reader.allowCoreThreadTimeOut(true);
    }

    Watch add(KeyRange range, long after, WatchListener listener) {
        ActiveWatch watch = new ActiveWatch(range, after, listener);
        all.add(watch);
        if (after == store.revision()) {
            queue.post(() -> goLive(watch));
        } else {
            reader.execute(() -> replay(watch));
        }
        StoreException reason = store.whyEnded();
        if (reason != null) { // the store ended meanwhile and may not have seen this watch
            end(watch, reason);
        }
        return () -> {
            watch.close();
            all.remove(watch);
        };
    }

    // The writer thread.

    void publish(List<LogRecord> records) {
        if (!live.isEmpty()) {
            List<Event> events = LogRecord.events(records);
            live.removeIf(watch -> !deliver(watch, events));
        }
    }

    private void goLive(ActiveWatch watch) {
        if (store.whyEnded() != null || watch.isEnded()) {
            return;
        }
        if (store.revision() - watch.position > FAR && watch.rounds < MAX_ROUNDS) {
            watch.rounds++;
            reader.execute(() -> replay(watch));
            return;
        }
        while (watch.position < store.revision()) {
            if (!deliverChunk(watch)) {
                return;
            }
        }
        live.add(watch);
    }

    /** Ends the reading; what was queued for it ends with the watches. */
    void stop() {
        reader.getQueue().clear();
        reader.shutdown();
    }

    void end(StoreException reason) {
        all.forEach(watch -> watch.end(reason));
    }

    // The reader thread.

    private void replay(ActiveWatch watch) {
        try {
            if (!deliverChunk(watch)) {
                return;
            }
            if (store.revision() - watch.position > NEAR) {
                reader.execute(() -> replay(watch));
            } else {
                queue.post(() -> goLive(watch));
            }
        } catch (StoreException e) {
            end(watch, e);
        }
    }

    // Both threads, one at a time for each watch.

    private boolean deliverChunk(ActiveWatch watch) {
        if (watch.isEnded()) {
            return false;
        }
        List<LogRecord> records;
        try {
            records = store.readLog(watch.position, store.revision());
        } catch (CompactedException | StoreException.Unavailable e) {
            return end(watch, e);
        }
        watch.position += records.size();
        return deliver(watch, LogRecord.events(records));
    }

    private boolean deliver(ActiveWatch watch, List<Event> events) {
        boolean goesOn = watch.deliver(events);
        if (!goesOn) {
            all.remove(watch);
        }
        return goesOn;
    }

    private boolean end(ActiveWatch watch, StoreException reason) {
        watch.end(reason);
        all.remove(watch);
        return false;
    }
}
