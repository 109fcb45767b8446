package dev.coracle.storage;

import java.util.List;

/** Receives a watch's events. */
public interface WatchListener {
    /** Events in order of revision; a transaction's events are never split over two calls. */
    void onEvents(List<Event> events);

    /** The watch ended because the store was closed or failed; nothing follows. */
    void onClosed();
}
