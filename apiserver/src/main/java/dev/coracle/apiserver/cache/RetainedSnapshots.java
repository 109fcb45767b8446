package dev.coracle.apiserver.cache;

import dev.coracle.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshots that lists in progress still need: every page of a list reads the state its first page read. Snapshots
 * share structure, so one costs what has changed since. Bounded in number, in age and in what all of them hold on to: what
 * is no longer here is read from the store's log. Guarded by its monitor.
 */
public final class RetainedSnapshots {
    /** A client that goes on at all has gone on by then. */
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final StoreCache cache;
    private final Clock clock;
    private final Map<Key, Retained> retained = new LinkedHashMap<>(16, 0.75f, true);
    private boolean timed;

    private RetainedSnapshots(StoreCache cache, Clock clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /** For the lists of one cache, which has one at most. */
    public static RetainedSnapshots of(StoreCache cache, Clock clock) {
        RetainedSnapshots snapshots = new RetainedSnapshots(cache, clock);
        cache.afterChanges(snapshots::trim);
        return snapshots;
    }

    private record Key(ResourceCache cache, long revision) {}

    /** @param superseded what its cache had superseded when it was taken */
    private record Retained(Snapshot snapshot, Instant until, long superseded) {}

    public synchronized void retain(ResourceCache of, Snapshot snapshot) {
        Instant until = clock.instant().plus(MAX_AGE);
        retained.put(new Key(of, snapshot.revision()), new Retained(snapshot, until, of.supersededBytes()));
        trim();
        if (!timed) {
            timed = true;
            Clock.Timer unused = clock.schedule(MAX_AGE, Runnable::run, this::expire);
        }
    }

    public synchronized Optional<Snapshot> find(ResourceCache of, long revision) {
        Retained found = retained.get(new Key(of, revision));
        return found != null && found.until().isAfter(clock.instant())
                ? Optional.of(found.snapshot())
                : Optional.empty();
    }

    /** How many there are. */
    synchronized int size() {
        return retained.size();
    }

    private synchronized void expire() {
        Instant now = clock.instant();
        retained.values().removeIf(each -> !each.until().isAfter(now));
        timed = !retained.isEmpty();
        if (timed) {
            Clock.Timer unused = clock.schedule(MAX_AGE, Runnable::run, this::expire);
        }
    }

    /** Lets go of the ones that were used longest ago, until the rest is within its bounds. */
    private synchronized void trim() {
        CacheOptions.Bound bound = cache.options().retained();
        Iterator<Retained> oldest = retained.values().iterator();
        while (oldest.hasNext() && (retained.size() > bound.count() || held() > bound.bytes())) {
            oldest.next();
            oldest.remove();
        }
    }

    /** What nothing but these hold on to: of each resource, all that was superseded since the oldest was taken. */
    private long held() {
        Map<ResourceCache, Long> since = new HashMap<>();
        retained.forEach((key, each) -> since.merge(key.cache(), each.superseded(), Math::min));
        long held = 0;
        for (Map.Entry<ResourceCache, Long> each : since.entrySet()) {
            held += each.getKey().supersededBytes() - each.getValue();
        }
        return held;
    }
}
