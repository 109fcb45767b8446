package dev.coracle.storage;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told, in order. Its list is guarded by its monitor. */
final class RecordingListener implements WatchListener {
    private final List<Event> events = new ArrayList<>();
    private volatile long revision;
    private volatile @Nullable StoreException reason;

    @Override
    public synchronized void onEvents(List<Event> more) {
        events.addAll(more);
        revision = more.get(more.size() - 1).revision();
    }

    @Override
    public void onClosed(StoreException why) {
        reason = why;
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    List<Long> revisions() {
        return events().stream().map(Event::revision).toList();
    }

    /** The revision of the newest event, 0 before the first. */
    long revision() {
        return revision;
    }

    boolean isClosed() {
        return reason != null;
    }

    StoreException awaitReason() {
        return await().pollInterval(Duration.ofMillis(2)).until(() -> reason, found -> found != null);
    }

    List<Event> awaitRevision(long wanted) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> revision >= wanted);
        return events();
    }
}
