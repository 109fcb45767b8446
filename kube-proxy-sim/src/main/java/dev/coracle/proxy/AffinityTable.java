package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint each client was last sent to. Bounded: past {@link #CAPACITY} clients the one that connected longest
 * ago is forgotten. Guarded by its own monitor; consulted once per connection of a Service with affinity.
 */
final class AffinityTable {
    static final int CAPACITY = 16_384;

    private final Clock clock;
    private final Duration timeout;
    private final LinkedHashMap<InetAddress, Choice> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Choice> eldest) {
            return size() > CAPACITY;
        }
    };

    AffinityTable(Clock clock, Duration timeout) {
        this.clock = clock;
        this.timeout = timeout;
    }

    Duration timeout() {
        return timeout;
    }

    /** The client's endpoint, or null if it has none or was away for longer than the timeout. */
    synchronized @Nullable Endpoint get(InetAddress client) {
        Choice entry = entries.get(client);
        if (entry == null || clock.nanoTime() - entry.lastUsed() > timeout.toNanos()) {
            return null;
        }
        return entry.endpoint();
    }

    synchronized void put(InetAddress client, Endpoint endpoint) {
        entries.put(client, new Choice(endpoint, clock.nanoTime()));
    }

    private record Choice(Endpoint endpoint, long lastUsed) {}
}
