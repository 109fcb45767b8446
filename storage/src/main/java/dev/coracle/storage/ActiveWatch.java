package dev.coracle.storage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener, its range and how far it has come.
 *
 * <p>{@code ended} and {@code caller} are guarded by the monitor, which is never held while the listener runs.
 * {@code position} and {@code rounds} belong to whichever thread the watch is queued on: the reader, then the writer.
 */
final class ActiveWatch implements Watch {
    private static final Logger log = LoggerFactory.getLogger(ActiveWatch.class);

    /** Every event at or below was delivered. */
    long position;

    /** How often the replay came close enough to go live and fell back. */
    int rounds;

    private final KeyRange range;
    private final WatchListener listener;
    private boolean ended;
    private @Nullable Thread caller;

    ActiveWatch(KeyRange range, long position, WatchListener listener) {
        this.range = range;
        this.position = position;
        this.listener = listener;
    }

    /** Hands over those of {@code events} that are in range; false when the watch is over. */
    boolean deliver(List<Event> events) {
        List<Event> wanted = wanted(events);
        if (wanted.isEmpty()) {
            return !isEnded();
        }
        if (!enter(false)) {
            return false;
        }
        StoreException failure = null;
        try {
            listener.onEvents(wanted);
        } catch (RuntimeException | Error e) { // its own trouble; the store and the other watches go on
            failure = new StoreException("the watch's listener failed: " + e, e);
        } finally {
            leave();
        }
        if (failure != null) {
            end(failure);
        }
        return failure == null && !isEnded();
    }

    /** Tells the listener that this is over, unless it already is. */
    void end(StoreException reason) {
        if (enter(true)) {
            try {
                listener.onClosed(reason);
            } catch (RuntimeException | Error e) {
                log.warn("a watch's listener failed on being told \"{}\"", reason.getMessage(), e);
            } finally {
                leave();
            }
        }
    }

    synchronized boolean isEnded() {
        return ended;
    }

    @Override
    public synchronized void close() {
        ended = true;
        awaitOthers();
    }

    private List<Event> wanted(List<Event> events) {
        if (range.equals(KeyRange.all())) {
            return events;
        }
        List<Event> wanted = new ArrayList<>();
        for (Event event : events) {
            if (range.contains(event.key())) {
                wanted.add(event);
            }
        }
        return wanted;
    }

    private synchronized boolean enter(boolean last) {
        awaitOthers();
        if (ended) {
            return false;
        }
        ended = last;
        caller = Thread.currentThread();
        return true;
    }

    private synchronized void leave() {
        caller = null;
        notifyAll();
    }

    private void awaitOthers() {
        boolean interrupted = false;
        while (caller != null && !caller.equals(Thread.currentThread())) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
