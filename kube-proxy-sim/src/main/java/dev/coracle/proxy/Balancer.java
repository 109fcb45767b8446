package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the endpoint for each connection to one Service port, whichever address it came in by. Picks come from any
 * event loop and take no lock unless the Service has session affinity; {@link #update} comes from the control thread.
 */
final class Balancer {
    private final Clock clock;
    private volatile Rotation rotation = Rotation.empty();
    private volatile @Nullable AffinityTable affinity;

    Balancer(Clock clock) {
        this.clock = clock;
    }

    void update(Collection<Endpoint> endpoints, Optional<Duration> affinityTimeout) {
        rotation = rotation.withEndpoints(endpoints);
        AffinityTable table = affinity;
        if (affinityTimeout.isEmpty()) {
            affinity = null;
        } else if (table == null || !table.timeout().equals(affinityTimeout.get())) {
            affinity = new AffinityTable(clock, affinityTimeout.get());
        }
    }

    /** The endpoint for a new connection, or null if there is none. */
    @Nullable
    Endpoint pick(InetAddress client) {
        Rotation current = rotation;
        AffinityTable table = affinity;
        if (table == null) {
            return current.pick();
        }
        Endpoint known = table.get(client);
        Endpoint endpoint = known != null && current.contains(known) ? known : current.pick();
        return remember(table, client, endpoint);
    }

    /** Another endpoint after those in {@code tried} did not accept, or null if all were tried. */
    @Nullable
    Endpoint pickAnother(InetAddress client, Collection<Endpoint> tried) {
        Endpoint endpoint = rotation.pickExcept(tried);
        AffinityTable table = affinity;
        return table == null ? endpoint : remember(table, client, endpoint);
    }

    boolean contains(Endpoint endpoint) {
        return rotation.contains(endpoint);
    }

    boolean isEmpty() {
        return rotation.isEmpty();
    }

    private static @Nullable Endpoint remember(AffinityTable table, InetAddress client, @Nullable Endpoint endpoint) {
        if (endpoint != null) {
            table.put(client, endpoint);
        }
        return endpoint;
    }
}
