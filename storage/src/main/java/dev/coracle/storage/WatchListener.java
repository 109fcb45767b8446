package dev.coracle.storage;

import java.util.List;

/** Receives a watch's events, on one thread at a time. */
public interface WatchListener {
    /** Events in order of revision; a transaction's events are never split over two calls. */
    void onEvents(List<Event> events);

    /**
     * The watch ended and nothing follows. Not called after {@link Watch#close}.
     *
     * @param reason {@link StoreException.Closed} when the store was closed, {@link StoreException.Unusable} when it
     *     failed, {@link CompactedException} when the log was compacted past a replay that had not caught up, and a plain
     *     {@link StoreException} when this listener threw
     */
    void onClosed(StoreException reason);
}
