package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.resource.GroupResource;
import dev.coracle.apiserver.resource.GroupVersion;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is served where. Immutable. */
public final class ResourceRegistry {
    private final List<Resource> resources;
    private final Map<GroupVersion, Map<String, Served>> byPath = new HashMap<>();
    private final Map<GroupResource, Resource> byStorage = new HashMap<>();

    public ResourceRegistry(List<Resource> resources) {
        this.resources = List.copyOf(resources);
        for (Resource resource : resources) {
            byStorage.put(resource.storage(), resource);
            for (ServedVersion version : resource.served()) {
                byPath.computeIfAbsent(version.groupVersion(), gv -> new HashMap<>())
                        .put(resource.names().plural(), new Served(resource, version));
            }
        }
    }

    public List<Resource> resources() {
        return resources;
    }

    /** What a path's group, version and plural stand for. */
    public Optional<Served> find(GroupVersion groupVersion, String plural) {
        return Optional.ofNullable(byPath.getOrDefault(groupVersion, Map.of()).get(plural));
    }

    public boolean serves(GroupVersion groupVersion) {
        return byPath.containsKey(groupVersion);
    }

    /** Every group and version, sorted by how it prints. */
    public Set<String> groupVersions() {
        Set<String> names = new TreeSet<>();
        byPath.keySet().forEach(groupVersion -> names.add(groupVersion.toString()));
        return names;
    }

    public Optional<Resource> storedAs(GroupResource resource) {
        return Optional.ofNullable(byStorage.get(resource));
    }
}
