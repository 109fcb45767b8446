package dev.coracle.apiserver.cache;

import dev.coracle.storage.CompactedException;
import dev.coracle.storage.Event;
import dev.coracle.storage.KeyRange;
import dev.coracle.storage.Store;
import java.util.HashSet;
import java.util.Set;
import org.pcollections.PSortedMap;

/**
 * A resource's objects as of an earlier revision: the present ones with everything taken back that the store's log
 * tells of since. It shares with the present what has not changed. Confined to the history thread.
 */
final class Past {
    private final ResourceCache cache;
    private final long revision;
    private final Set<String> undone = new HashSet<>();
    private final CacheOptions.Bound bound;
    private long bytes;
    private PSortedMap<String, StoredObject> objects;

    private Past(ResourceCache cache, long revision) {
        this.cache = cache;
        this.revision = revision;
        this.objects = cache.snapshot().objects();
        this.bound = cache.options().replayed();
    }

    /**
     * The snapshot a list at {@code revision} would have read.
     *
     * @throws CompactedException if the log does not reach back so far, or tells of more objects than a replay may
     */
    static Snapshot read(Store store, ResourceCache cache, long revision) {
        Past past = new Past(cache, revision);
        store.history(KeyRange.prefix(cache.resource().keyPrefix()), revision, past::undo);
        return new Snapshot(past.objects, revision);
    }

    /** Of each object only the first event counts: what was there before it was there at the revision. */
    private void undo(Event event) {
        String key = event.key().substring(cache.resource().keyPrefix().length());
        if (!undone.add(key)) {
            return;
        }
        StoredObject before = cache.before(event);
        bytes += before == null ? 0 : before.bytes();
        if (undone.size() > bound.count() || (undone.size() > 1 && bytes > bound.bytes())) {
            throw new CompactedException(revision, event.revision());
        }
        objects = before == null ? objects.minus(key) : objects.plus(key, before);
    }
}
