package dev.coracle.apiserver.cache;

import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.threads.Threads;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.storage.Entry;
import dev.coracle.storage.Event;
import dev.coracle.storage.KeyRange;
import dev.coracle.storage.RangeResult;
import dev.coracle.storage.ResumingWatch;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import dev.coracle.storage.Watch;
import dev.coracle.storage.WatchListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * Every resource's cache, fed by one watch over the whole registry. Events are applied on the store's writer thread
 * before the write that caused them is acknowledged, so whoever got a response reads its own write.
 *
 * <p>Resources come and go at run time. {@code table} is replaced, never changed; its replacing and the feeding exclude
 * each other by {@code feeding}, so that a new cache begins with one state of the store and misses nothing after it.
 */
public final class StoreCache implements AutoCloseable {
    private static final String REGISTRY = "/registry/";
    private static final int MAX_READS_WAITING = 1024;

    private final Store store;
    private final List<Resource> resources;
    private final CacheOptions options;
    private final Object feeding = new Object();
    /**
     * Reads the log, for watches that begin before what memory holds and for lists of the past. When its queue is full, a
     * watch is told to list again and a list to come again.
     */
    private final ExecutorService history = Threads.single("coracle-history", MAX_READS_WAITING);

    private final Causes causes = new Causes();
    private final Set<Waiting> waits = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Runnable afterChanges;
    private volatile CacheTable table = CacheTable.EMPTY;
    private volatile long revision;
    private volatile boolean closed;
    private @Nullable Watch feed;

    public StoreCache(Store store, Collection<Resource> resources, CacheOptions options) {
        this.store = store;
        this.resources = List.copyOf(resources);
        this.options = options;
    }

    /** Reads what the store holds and follows it from there. */
    public void start() {
        RangeResult all = store.range(KeyRange.prefix(REGISTRY));
        Map<String, TreeMap<String, StoredObject>> objects = new HashMap<>();
        resources.forEach(resource -> objects.put(resource.keyPrefix(), new TreeMap<>()));
        for (Entry entry : all.entries()) {
            String prefix = prefixOf(entry.key(), objects.keySet());
            if (prefix != null) {
                String key = entry.key().substring(prefix.length());
                objects.get(prefix).put(key, StoredObject.decode(key, entry.value(), entry.revision()));
            }
        }
        CacheTable filled = CacheTable.EMPTY;
        for (Resource resource : resources) {
            filled = filled.with(new ResourceCache(
                    this, resource, options, TreePMap.from(objects.get(resource.keyPrefix())), all.revision()));
        }
        table = filled;
        revision = all.revision();
        feed = ResumingWatch.start(store, KeyRange.prefix(REGISTRY), all.revision(), new Feed());
    }

    /**
     * The cache of a resource.
     *
     * @throws ApiException 404 when the resource is gone
     */
    public ResourceCache of(Resource resource) {
        ResourceCache cache = table.byId().get(resource.id());
        if (cache == null) {
            throw ApiException.noSuchResource();
        }
        return cache;
    }

    /**
     * Begins to cache resources, with what is cached of their objects already or else what the store holds. The cache of
     * one with the same {@link Resource#id} is replaced, and its watches end.
     */
    public void add(Collection<Resource> added) {
        synchronized (feeding) {
            CacheTable next = table;
            List<ResourceCache> replaced = new ArrayList<>();
            for (Resource resource : added) {
                ResourceCache before = next.byId().get(resource.id());
                if (before != null) {
                    replaced.add(before);
                    next = next.without(before);
                }
                ResourceCache same = before != null ? before : next.sharing(resource);
                next = next.with(same == null ? read(resource) : same.reshaped(resource, revision));
            }
            table = next;
            replaced.forEach(ResourceCache::close);
        }
    }

    /** Forgets resources; their watches end. */
    public void remove(Collection<Resource> removed) {
        synchronized (feeding) {
            CacheTable next = table;
            List<ResourceCache> gone = new ArrayList<>();
            for (Resource resource : removed) {
                ResourceCache cache = next.byId().get(resource.id());
                if (cache != null) {
                    gone.add(cache);
                    next = next.without(cache);
                }
            }
            table = next;
            gone.forEach(ResourceCache::close);
        }
    }

    private ResourceCache read(Resource resource) {
        String prefix = resource.keyPrefix();
        RangeResult range = store.range(KeyRange.prefix(prefix));
        TreeMap<String, StoredObject> objects = new TreeMap<>();
        for (Entry entry : range.entries()) {
            String key = entry.key().substring(prefix.length());
            objects.put(
                    key,
                    StoredObject.decode(
                            key,
                            entry.value(),
                            entry.revision(),
                            resource.strategy().form()));
        }
        return new ResourceCache(this, resource, options, TreePMap.from(objects), range.revision());
    }

    /** The newest revision that every cache has applied. */
    public long revision() {
        return revision;
    }

    /**
     * The revision a consistent read has to wait for; see {@link Store#currentRevision}. What is cached shows it, or
     * {@link #reached} tells when it does.
     */
    public CompletableFuture<Long> currentRevision() {
        return store.currentRevision();
    }

    /** Completes on the store's thread when everything up to {@code revision} can be read. A caller that gives up completes it itself. */
    public CompletableFuture<Void> reached(long revision) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        Waiting waiting = new Waiting(revision, reached);
        waits.add(waiting);
        CompletableFuture<Void> unused = reached.whenComplete((done, thrown) -> waits.remove(waiting));
        completeWaits(); // what happened before it was added
        return reached;
    }

    private void completeWaits() {
        long now = revision;
        for (Waiting waiting : waits) {
            if (Long.compareUnsigned(now, waiting.revision()) >= 0) {
                waiting.reached().complete(null);
            }
        }
    }

    /** A read that waits for a revision. */
    private record Waiting(long revision, CompletableFuture<Void> reached) {}

    boolean isClosed() {
        return closed;
    }

    /** Brings a watcher from {@code after} to the live stream by way of the store's log. */
    void replay(ResourceCache cache, Watcher watcher, long after) {
        if (after < store.compactedRevision()) {
            watcher.end(Watcher.State.EXPIRED);
            return;
        }
        try {
            history.execute(() -> new Replay(store, cache, watcher).from(after));
        } catch (RejectedExecutionException tooManyOrClosed) {
            watcher.end(closed ? Watcher.State.CLOSED : Watcher.State.EXPIRED);
        }
    }

    CompletableFuture<Snapshot> past(ResourceCache cache, long revision) {
        try {
            return CompletableFuture.supplyAsync(() -> Past.read(store, cache, revision), history);
        } catch (RejectedExecutionException tooManyOrClosed) {
            return CompletableFuture.failedFuture(
                    closed
                            ? new StoreException.Closed("the store is closed")
                            : new StoreException.Overloaded(
                                    MAX_READS_WAITING + " reads of the log are waiting already; try again later"));
        }
    }

    @Override
    public void close() {
        closed = true;
        if (feed != null) {
            feed.close();
        }
        history.shutdownNow();
        end(new StoreException.Closed("the store is closed"));
    }

    private void end(StoreException reason) {
        table.byId().values().forEach(ResourceCache::close);
        waits.forEach(waiting -> waiting.reached().completeExceptionally(reason));
    }

    /** What a revision was written for; empty where that is not known, or not any more. */
    public Optional<String> causeOf(long revision) {
        return causes.of(revision);
    }

    /** The resource prefix of a key: its first two segments for the core group, three for the others. */
    private static @Nullable String prefixOf(String key, Set<String> prefixes) {
        int second = key.indexOf('/', REGISTRY.length());
        if (second < 0) {
            return null;
        }
        int third = key.indexOf('/', second + 1);
        if (third > 0) {
            String grouped = key.substring(0, third + 1);
            if (prefixes.contains(grouped)) {
                return grouped;
            }
        }
        String core = key.substring(0, second + 1);
        return prefixes.contains(core) ? core : null;
    }

    /** Keeps the recent changes of all resources together within their bytes, at the cost of the one that has most. */
    private void forgetSome(CacheTable now) {
        while (true) {
            long total = 0;
            ResourceCache largest = null;
            for (ResourceCache cache : now.byId().values()) {
                total += cache.recentBytes();
                if (largest == null || cache.recentBytes() > largest.recentBytes()) {
                    largest = cache;
                }
            }
            if (largest == null || total <= options.recent().bytes()) {
                return;
            }
            largest.forgetOldest();
        }
    }

    /** Runs {@code task} whenever changes were applied, on the store's writer thread. */
    void afterChanges(Runnable task) {
        afterChanges = task;
    }

    CacheOptions options() {
        return options;
    }

    /** The one watch that feeds everything. */
    private final class Feed implements WatchListener {
        @Override
        public void onEvents(List<Event> events) {
            List<ResourceCache> changed = new ArrayList<>();
            List<Watcher> due = new ArrayList<>();
            synchronized (feeding) {
                CacheTable now = table;
                Map<String, List<Event>> byPrefix = new LinkedHashMap<>();
                for (Event event : events) {
                    causes.add(event);
                    String prefix = prefixOf(event.key(), now.byPrefix().keySet());
                    if (prefix != null) {
                        byPrefix.computeIfAbsent(prefix, p -> new ArrayList<>()).add(event);
                    }
                }
                byPrefix.forEach((prefix, some) -> {
                    for (ResourceCache cache : now.byPrefix().get(prefix)) {
                        cache.apply(some, due);
                        changed.add(cache);
                    }
                });
                forgetSome(now);
                revision = events.get(events.size() - 1).revision();
            }
            due.forEach(Watcher::wake);
            completeWaits();
            changed.forEach(ResourceCache::changed);
            Runnable after = afterChanges;
            if (after != null) {
                after.run();
            }
        }

        @Override
        public void onClosed(StoreException reason) {
            closed = true;
            end(reason);
        }
    }
}
