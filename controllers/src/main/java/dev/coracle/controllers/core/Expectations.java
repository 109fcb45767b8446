package dev.coracle.controllers.core;

import dev.coracle.client.ObjectKey;
import dev.coracle.clock.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a controller has ordered and not yet seen come back through its informer. While anything is outstanding the
 * cache is known to be behind, and acting on it would create or delete twice. Given up after five minutes, as upstream,
 * in case an event never comes. Guarded by its own monitor.
 */
public final class Expectations {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<ObjectKey, Outstanding> byOwner = new HashMap<>();

    public Expectations(Clock clock) {
        this.clock = clock;
    }

    public synchronized boolean satisfied(ObjectKey owner) {
        Outstanding outstanding = byOwner.get(owner);
        return outstanding == null
                || outstanding.isFulfilled()
                || clock.nanoTime() - outstanding.since > PATIENCE.toNanos();
    }

    public synchronized void expectCreations(ObjectKey owner, int count) {
        byOwner.put(owner, new Outstanding(clock.nanoTime(), count, new HashSet<>()));
    }

    /** By uid: a deletion is seen twice, as it begins and as it ends, and counts once. */
    public synchronized void expectDeletions(ObjectKey owner, Collection<String> uids) {
        byOwner.put(owner, new Outstanding(clock.nanoTime(), 0, new HashSet<>(uids)));
    }

    /** An object of the owner's appeared, or will not because its creation failed. */
    public synchronized void creationObserved(ObjectKey owner) {
        Outstanding outstanding = byOwner.get(owner);
        if (outstanding != null && outstanding.creations > 0) {
            outstanding.creations--;
        }
    }

    /** An object of the owner's is going, or will not because its deletion failed. */
    public synchronized void deletionObserved(ObjectKey owner, String uid) {
        Outstanding outstanding = byOwner.get(owner);
        if (outstanding != null) {
            outstanding.deletions.remove(uid);
        }
    }

    public synchronized void forget(ObjectKey owner) {
        byOwner.remove(owner);
    }

    private static final class Outstanding {
        private final long since;
        private final Set<String> deletions;
        private int creations;

        Outstanding(long since, int creations, Set<String> deletions) {
            this.since = since;
            this.creations = creations;
            this.deletions = deletions;
        }

        boolean isFulfilled() {
            return creations == 0 && deletions.isEmpty();
        }
    }
}
