package dev.coracle.apiserver.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One object's change, and how watchers see it: a watcher with selectors may see a modification as the object's coming
 * or going. Each of the three views is made once, when the first watcher needs it; a race makes it twice, to the same
 * effect. At least one of {@code before} and {@code after} is there.
 */
final class Change {
    private final long revision;
    private final @Nullable StoredObject before;
    private final @Nullable StoredObject after;
    private volatile @Nullable WatchEvent added;
    private volatile @Nullable WatchEvent modified;
    private volatile @Nullable WatchEvent deleted;

    Change(long revision, @Nullable StoredObject before, @Nullable StoredObject after) {
        this.revision = revision;
        this.before = before;
        this.after = after;
    }

    long revision() {
        return revision;
    }

    /** About how much memory this holds on to. What it shares with its neighbours is counted for each. */
    long bytes() {
        return (before == null ? 0 : before.bytes()) + (after == null ? 0 : after.bytes());
    }

    String key() {
        return after != null ? after.key() : before().key();
    }

    /** Whether {@link #seenBy} can be told without waiting for another process. */
    boolean isReady(Scope scope) {
        boolean needsBefore = after == null || scope.filter() != null;
        return (after == null || after.isReady()) && (before == null || !needsBefore || before.isReady());
    }

    /** Sees to it that {@link #isReady}. */
    CompletableFuture<Void> prepare(Scope scope) {
        CompletableFuture<Void> first = after == null ? before().prepare() : after.prepare();
        return after == null || before == null || scope.filter() == null
                ? first
                : CompletableFuture.allOf(first, before.prepare());
    }

    /** The change as a watcher of {@code scope} sees it; null when it does not concern it. */
    @Nullable
    WatchEvent seenBy(Scope scope) {
        if (after != null && scope.selects(after)) {
            return scope.selects(before) ? modified(after) : added(after);
        }
        return scope.selects(before) ? deleted() : null;
    }

    private WatchEvent added(StoredObject object) {
        WatchEvent event = added;
        if (event == null) {
            event = new WatchEvent(WatchEvent.Type.ADDED, object);
            added = event;
        }
        return event;
    }

    private WatchEvent modified(StoredObject object) {
        WatchEvent event = modified;
        if (event == null) {
            event = new WatchEvent(WatchEvent.Type.MODIFIED, object);
            modified = event;
        }
        return event;
    }

    /** The last state that was selected, at the revision that ended it. */
    private WatchEvent deleted() {
        WatchEvent event = deleted;
        if (event == null) {
            event = new WatchEvent(WatchEvent.Type.DELETED, before().at(revision));
            deleted = event;
        }
        return event;
    }

    private StoredObject before() {
        if (before == null) {
            throw new IllegalStateException("a change without a before and an after at revision " + revision);
        }
        return before;
    }
}
