package dev.coracle.proxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A fixed ring of endpoints and the place in it. Any {@code k * n} picks in a row hit each of the {@code n} endpoints
 * exactly {@code k} times. Safe from any thread without locks: only the cursor changes.
 */
final class Rotation {
    private final Endpoint[] ring;
    private final Set<Endpoint> members;
    private final AtomicLong cursor;

    private Rotation(List<Endpoint> endpoints, int start) {
        ring = endpoints.toArray(new Endpoint[0]);
        members = new HashSet<>(endpoints);
        cursor = new AtomicLong(start);
    }

    static Rotation empty() {
        return new Rotation(List.of(), 0);
    }

    /**
     * The ring for another set of endpoints. Those that stay keep their order, new ones join at the end, and the turn
     * stays with the endpoint whose turn it was or, if that one is gone, the next that stays.
     */
    Rotation withEndpoints(Collection<Endpoint> wanted) {
        Set<Endpoint> next = new LinkedHashSet<>();
        Set<Endpoint> target = new LinkedHashSet<>(wanted);
        for (Endpoint endpoint : ring) {
            if (target.contains(endpoint)) {
                next.add(endpoint);
            }
        }
        next.addAll(target);
        if (next.equals(members)) {
            return this;
        }
        List<Endpoint> order = new ArrayList<>(next);
        return new Rotation(order, turnIn(order, target));
    }

    private int turnIn(List<Endpoint> order, Set<Endpoint> target) {
        for (int i = 0; i < ring.length; i++) {
            Endpoint endpoint = ring[index(cursor.get() + i)];
            if (target.contains(endpoint)) {
                return order.indexOf(endpoint);
            }
        }
        return 0;
    }

    @Nullable
    Endpoint pick() {
        return ring.length == 0 ? null : ring[index(cursor.getAndIncrement())];
    }

    /** The next endpoint not in {@code tried}; the turns of those passed over are used up. */
    @Nullable
    Endpoint pickExcept(Collection<Endpoint> tried) {
        for (int i = 0; i < ring.length; i++) {
            Endpoint endpoint = ring[index(cursor.getAndIncrement())];
            if (!tried.contains(endpoint)) {
                return endpoint;
            }
        }
        // Other loops may have taken the turns of the untried ones while this one walked the ring.
        for (Endpoint endpoint : ring) {
            if (!tried.contains(endpoint)) {
                return endpoint;
            }
        }
        return null;
    }

    boolean contains(Endpoint endpoint) {
        return members.contains(endpoint);
    }

    boolean isEmpty() {
        return ring.length == 0;
    }

    private int index(long turn) {
        return (int) Math.floorMod(turn, (long) ring.length);
    }
}
