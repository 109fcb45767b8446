package dev.coracle.apiserver.cache;

import dev.coracle.storage.CompactedException;
import dev.coracle.storage.KeyRange;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * Catches one watcher up from the store's log. It reads from the watcher's revision up to the one that the cache had
 * when it began, hands over what concerns the resource, and joins the live stream; if the ring moved on meanwhile, it
 * goes round again. On the history thread.
 */
final class Replay {
    private final Store store;
    private final ResourceCache cache;
    private final Watcher watcher;
    private final CacheOptions.Bound bound;
    private int count;
    private long bytes;

    Replay(Store store, ResourceCache cache, Watcher watcher) {
        this.store = store;
        this.cache = cache;
        this.watcher = watcher;
        this.bound = cache.options().replayed();
    }

    void from(long after) {
        long from = after;
        try {
            while (!cache.join(watcher, from)) {
                long target = cache.revision();
                if (watcher.offer(changes(from, target))) {
                    watcher.wake();
                }
                from = target;
            }
        } catch (CompactedException expired) {
            watcher.end(Watcher.State.EXPIRED);
        } catch (StoreException closed) {
            watcher.end(Watcher.State.CLOSED);
        }
    }

    private List<Change> changes(long after, long upTo) {
        List<Change> changes = new ArrayList<>();
        store.history(KeyRange.prefix(cache.resource().keyPrefix()), after, event -> {
            if (event.revision() > upTo) {
                return; // comes live, or the next time round
            }
            Change change = cache.change(event);
            count++;
            bytes += change.bytes();
            if (count > bound.count() || (count > 1 && bytes > bound.bytes())) {
                throw new CompactedException(after, event.revision()); // as good as forgotten
            }
            changes.add(change);
        });
        return changes;
    }
}
