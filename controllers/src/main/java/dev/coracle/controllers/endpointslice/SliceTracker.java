package dev.coracle.controllers.endpointslice;

import dev.coracle.client.ObjectKey;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers the slices written and not yet seen in the cache: acting on a cache that lacks one would create it twice.
 * Guarded by its own monitor.
 */
final class SliceTracker {
    private static final long DELETED = -1;

    private final Map<ObjectKey, Map<String, Long>> generations = new HashMap<>();

    synchronized void written(ObjectKey service, EndpointSlice slice) {
        Long generation = slice.getMetadata().getGeneration();
        generations
                .computeIfAbsent(service, s -> new HashMap<>())
                .put(slice.getMetadata().getName(), generation == null ? 0 : generation);
    }

    synchronized void deleted(ObjectKey service, EndpointSlice slice) {
        generations
                .computeIfAbsent(service, s -> new HashMap<>())
                .put(slice.getMetadata().getName(), DELETED);
    }

    /** Whether the cache shows everything that was written; what it shows is forgotten. */
    synchronized boolean isCurrent(ObjectKey service, Collection<EndpointSlice> cached) {
        Map<String, Long> outstanding = generations.get(service);
        if (outstanding == null) {
            return true;
        }
        Map<String, Long> seen = new HashMap<>();
        for (EndpointSlice slice : cached) {
            Long generation = slice.getMetadata().getGeneration();
            seen.put(slice.getMetadata().getName(), generation == null ? 0 : generation);
        }
        outstanding.entrySet().removeIf(e -> {
            Long generation = seen.get(e.getKey());
            return e.getValue() == DELETED ? generation == null : generation != null && generation >= e.getValue();
        });
        if (outstanding.isEmpty()) {
            generations.remove(service);
            return true;
        }
        return false;
    }

    synchronized void forget(ObjectKey service) {
        generations.remove(service);
    }
}
