package dev.coracle.storage;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told, in order. */
final class RecordingListener implements WatchListener {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile @Nullable StoreException reason;

    @Override
    public void onEvents(List<Event> more) {
        events.addAll(more);
    }

    @Override
    public void onClosed(StoreException why) {
        reason = why;
    }

    List<Event> events() {
        return events;
    }

    List<Long> revisions() {
        return events.stream().map(Event::revision).toList();
    }

    boolean isClosed() {
        return reason != null;
    }

    StoreException awaitReason() {
        return await().until(() -> reason, found -> found != null);
    }

    List<Event> awaitRevision(long revision) {
        await().until(() -> !events.isEmpty() && events.get(events.size() - 1).revision() >= revision);
        return events;
    }
}
