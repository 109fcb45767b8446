package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.cache.Snapshot;
import dev.coracle.apiserver.resource.GroupVersionResource;
import dev.coracle.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshots that lists in progress still need: every page of a list reads the state its first page read. Snapshots
 * share structure, so one costs what has changed since. Bounded in number and age: what is no longer here is read from the
 * store's log. Guarded by its monitor.
 */
final class RetainedSnapshots {
    /** A client that goes on at all has gone on by then. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final int MAX_SNAPSHOTS = 512;

    private final Clock clock;
    private final Map<Key, Retained> retained = new LinkedHashMap<>(16, 0.75f, true);

    RetainedSnapshots(Clock clock) {
        this.clock = clock;
    }

    private record Key(GroupVersionResource resource, long revision) {}

    private record Retained(Snapshot snapshot, Instant until) {}

    synchronized void retain(GroupVersionResource resource, Snapshot snapshot) {
        Instant now = clock.instant();
        retained.put(new Key(resource, snapshot.revision()), new Retained(snapshot, now.plus(MAX_AGE)));
        Iterator<Retained> oldest = retained.values().iterator();
        while (oldest.hasNext()) {
            Retained next = oldest.next();
            if (retained.size() <= MAX_SNAPSHOTS && next.until().isAfter(now)) {
                break;
            }
            oldest.remove();
        }
    }

    synchronized Optional<Snapshot> find(GroupVersionResource resource, long revision) {
        Retained found = retained.get(new Key(resource, revision));
        return found != null && found.until().isAfter(clock.instant())
                ? Optional.of(found.snapshot())
                : Optional.empty();
    }
}
