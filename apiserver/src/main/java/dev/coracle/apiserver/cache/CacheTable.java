package dev.coracle.apiserver.cache;

import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.schema.GroupVersionResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which caches there are. Immutable.
 *
 * @param byPrefix by the prefix of their keys, which the versions of a custom resource share
 * @param byId by the resource
 */
record CacheTable(Map<String, List<ResourceCache>> byPrefix, Map<GroupVersionResource, ResourceCache> byId) {
    static final CacheTable EMPTY = new CacheTable(Map.of(), Map.of());

    CacheTable with(ResourceCache cache) {
        Map<String, List<ResourceCache>> prefixes = new HashMap<>(byPrefix);
        List<ResourceCache> shared = new ArrayList<>(prefixes.getOrDefault(prefix(cache), List.of()));
        shared.add(cache);
        prefixes.put(prefix(cache), List.copyOf(shared));
        Map<GroupVersionResource, ResourceCache> ids = new HashMap<>(byId);
        ids.put(cache.resource().id(), cache);
        return new CacheTable(prefixes, ids);
    }

    CacheTable without(ResourceCache cache) {
        Map<String, List<ResourceCache>> prefixes = new HashMap<>(byPrefix);
        List<ResourceCache> shared = new ArrayList<>(prefixes.getOrDefault(prefix(cache), List.of()));
        shared.remove(cache);
        if (shared.isEmpty()) {
            prefixes.remove(prefix(cache));
        } else {
            prefixes.put(prefix(cache), List.copyOf(shared));
        }
        Map<GroupVersionResource, ResourceCache> ids = new HashMap<>(byId);
        ids.remove(cache.resource().id());
        return new CacheTable(prefixes, ids);
    }

    /** A cache of the same keys: of another version of a custom resource, say; null when there is none. */
    @Nullable
    ResourceCache sharing(Resource resource) {
        List<ResourceCache> shared = byPrefix.getOrDefault(resource.keyPrefix(), List.of());
        return shared.isEmpty() ? null : shared.get(0);
    }

    private static String prefix(ResourceCache cache) {
        return cache.resource().keyPrefix();
    }
}
