package dev.coracle.apiserver.cache;

import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.StoredForm;
import dev.coracle.storage.CompactedException;
import dev.coracle.storage.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * One resource's snapshot, its recent changes and its watchers. The store's writer thread applies changes; the snapshot
 * is read without a lock. The monitor guards the ring and the joining of watchers, so that a joining watcher gets every
 * change exactly once: from the ring, or offered live.
 */
public final class ResourceCache {
    private final StoreCache store;
    private final Resource resource;
    private final CacheOptions options;
    private final StoredForm form;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Follower follower;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final ArrayDeque<Change> ring = new ArrayDeque<>();
    private volatile Snapshot snapshot;
    private volatile boolean closed;
    /** The revision it was made at. */
    private final long start;
    /** Every change above this revision is in the ring. */
    private long ringStart;
    /** Of what is in the ring; written under the monitor. */
    private volatile long recentBytes;
    /** Written under the monitor. */
    private volatile long supersededBytes;

    ResourceCache(
            StoreCache store,
            Resource resource,
            CacheOptions options,
            PSortedMap<String, StoredObject> objects,
            long revision) {
        this.store = store;
        this.resource = resource;
        this.options = options;
        this.form = resource.strategy().form();
        this.snapshot = new Snapshot(objects, revision);
        this.start = revision;
        this.ringStart = revision;
    }

    /** A cache of the same objects, read in another form. */
    ResourceCache reshaped(Resource other, long revision) {
        StoredForm otherForm = other.strategy().form();
        Map<String, StoredObject> objects = new TreeMap<>();
        snapshot.objects().forEach((key, object) -> objects.put(key, object.in(otherForm)));
        return new ResourceCache(store, other, options, TreePMap.from(objects), revision);
    }

    public Resource resource() {
        return resource;
    }

    /**
     * The resource's objects now, at a revision no older than that of any write acknowledged before the call. The
     * store's revision is read first: what was applied later moves the snapshot's own revision.
     */
    public Snapshot snapshot() {
        long current = store.revision();
        Snapshot now = snapshot;
        return now.revision() >= current ? now : new Snapshot(now.objects(), current);
    }

    /**
     * The resource's objects as of a revision that is past, read from the store's log; not on the caller's thread. Fails
     * with {@link CompactedException} when the log does not reach back so far.
     *
     * @param revision no later than that of {@link #snapshot}
     */
    public CompletableFuture<Snapshot> snapshotAt(long revision) {
        return store.past(this, revision);
    }

    public Optional<StoredObject> get(String namespace, String name) {
        return Optional.ofNullable(snapshot.objects().get(resource.namespaced() ? namespace + "/" + name : name));
    }

    /**
     * Calls {@code listener} after every change, on the store's writer thread and before the write that made the change is
     * acknowledged; whatever takes time it has to do elsewhere.
     *
     * @return ends that; idempotent
     */
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void changed() {
        Follower following = follower;
        if (following != null) {
            following.changed();
        }
        listeners.forEach(Runnable::run);
    }

    /** Does on a thread of its own what a change means elsewhere, and whoever made the change waits for it. */
    public interface Follower {
        /** Something has changed. Called on the store's writer thread, before {@link #caughtUp} is asked. */
        void changed();

        /** Completes when all changes so far have been dealt with; never exceptionally. */
        CompletableFuture<Void> caughtUp();
    }

    /** From now on writes are answered when {@code follower} has caught up with them. One cache has one at most. */
    public void follow(Follower follower) {
        this.follower = follower;
    }

    /** What a commit gives, once who follows has caught up with it. */
    public <T> CompletableFuture<T> settled(CompletableFuture<T> commit) {
        Follower following = follower;
        return following == null
                ? commit
                : commit.thenCompose(result -> following.caughtUp().thenApply(caughtUp -> result));
    }

    /** The object that a committed write made. */
    public StoredObject stored(String namespace, String name, byte[] value, long revision) {
        String key = resource.namespaced() ? namespace + "/" + name : name;
        StoredObject current = snapshot.objects().get(key);
        return current != null && current.resourceVersion() == revision
                ? current
                : StoredObject.decode(key, value, revision, form);
    }

    /**
     * Follows the changes above a revision.
     *
     * @param after the revision the watcher has seen; a later one than {@link StoreCache#revision} waits for it
     * @param context where {@code onReady} runs whenever {@link Watcher#poll} has something new or the state changed; it
     *     must hand over to another thread, as an event loop does, never run in place
     */
    public Watcher watch(long after, Scope scope, Executor context, Runnable onReady) {
        Watcher watcher = new Watcher(this, scope, after, context, onReady);
        if (!join(watcher, after)) {
            store.replay(this, watcher, after);
        }
        return watcher;
    }

    /** Puts the watcher on the live stream if the ring reaches back to {@code after}. */
    boolean join(Watcher watcher, long after) {
        boolean wakes;
        synchronized (this) {
            if (after < ringStart) {
                return false;
            }
            List<Change> missed = new ArrayList<>();
            for (Change change : ring) {
                if (change.revision() > after) {
                    missed.add(change);
                }
            }
            wakes = watcher.offer(missed);
            watcher.caughtUp();
            watchers.add(watcher);
        }
        if (wakes) {
            watcher.wake();
        }
        if (closed || store.isClosed()) {
            watcher.end(Watcher.State.CLOSED);
        }
        return true;
    }

    void forget(Watcher watcher) {
        watchers.remove(watcher);
    }

    /** How many watches are open on this resource. */
    public int watchers() {
        return watchers.size();
    }

    long revision() {
        return store.revision();
    }

    CacheOptions options() {
        return options;
    }

    /** About how much memory the recent changes hold on to. */
    long recentBytes() {
        return recentBytes;
    }

    /** About how much memory has ever been taken by objects that are no longer the newest. */
    long supersededBytes() {
        return supersededBytes;
    }

    /** Forgets the older half of the recent changes, by their bytes. Whoever asks for them reads the log. */
    synchronized void forgetOldest() {
        long enough = recentBytes / 2;
        while (recentBytes > enough) {
            forgetFirst();
        }
    }

    private synchronized void forgetFirst() {
        Change oldest = ring.remove();
        ringStart = oldest.revision();
        recentBytes -= oldest.bytes();
    }

    /**
     * Applies events of this resource in order, but for those it was made with; on the store's writer thread. Several
     * events may share a revision.
     *
     * @param due takes the watchers that are to be woken when no lock is held
     */
    void apply(List<Event> events, List<Watcher> due) {
        List<Change> changes = new ArrayList<>(events.size());
        PSortedMap<String, StoredObject> objects = snapshot.objects();
        long superseded = 0;
        for (Event event : events) {
            if (event.revision() <= start) {
                continue;
            }
            String key = key(event);
            StoredObject before = objects.get(key);
            superseded += before == null ? 0 : before.bytes();
            byte[] value = event.value();
            if (value == null) {
                objects = objects.minus(key);
                if (before != null) {
                    changes.add(new Change(event.revision(), before, null));
                }
            } else {
                StoredObject after = StoredObject.decode(key, value, event.revision(), form);
                objects = objects.plus(key, after);
                changes.add(new Change(event.revision(), before, after));
            }
        }
        long revision = Math.max(start, events.get(events.size() - 1).revision());
        synchronized (this) {
            snapshot = new Snapshot(objects, revision);
            for (Change change : changes) {
                ring.add(change);
                recentBytes += change.bytes();
                if (ring.size() > options.recent().count()) {
                    forgetFirst();
                }
            }
            supersededBytes += superseded;
            for (Watcher watcher : watchers) {
                if (watcher.offer(changes)) {
                    due.add(watcher);
                }
            }
        }
    }

    /** The change an event of the log describes. */
    Change change(Event event) {
        byte[] value = event.value();
        return new Change(
                event.revision(),
                before(event),
                value == null ? null : StoredObject.decode(key(event), value, event.revision(), form));
    }

    /** The object an event of the log changed, as it was before; null for a creation. */
    @Nullable
    StoredObject before(Event event) {
        byte[] previous = event.previous();
        return previous == null ? null : StoredObject.decode(key(event), previous, event.previousRevision(), form);
    }

    private String key(Event event) {
        return event.key().substring(resource.keyPrefix().length());
    }

    /** Ends every watch, and at once those that come later. */
    void close() {
        closed = true;
        watchers.forEach(watcher -> watcher.end(Watcher.State.CLOSED));
    }
}
