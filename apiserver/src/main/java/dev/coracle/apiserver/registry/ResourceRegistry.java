package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is served where: the built-in resources, and custom ones that come and go. A reader sees one consistent table,
 * which is replaced as a whole; safe for any thread.
 */
public final class ResourceRegistry {
    private final List<Resource> builtIn;
    private volatile Table table;

    public ResourceRegistry(List<Resource> builtIn) {
        this.builtIn = List.copyOf(builtIn);
        this.table = new Table(builtIn);
    }

    /** One state of the registry. Immutable. */
    private static final class Table {
        private final List<Resource> resources;
        private final Map<GroupVersion, Map<String, ServedResource>> byPath = new HashMap<>();
        private final Map<GroupResource, Resource> byStorage = new HashMap<>();

        Table(List<Resource> resources) {
            this.resources = List.copyOf(resources);
            for (Resource resource : resources) {
                byStorage.putIfAbsent(resource.storage(), resource);
                for (ServedVersion version : resource.served()) {
                    byPath.computeIfAbsent(version.groupVersion(), gv -> new HashMap<>())
                            .putIfAbsent(resource.names().plural(), new ServedResource(resource, version));
                }
            }
        }
    }

    /** Serves these besides the built-in resources from now on, and no other; what is built in goes first. */
    public void serve(List<Resource> custom) {
        List<Resource> all = new ArrayList<>(builtIn);
        all.addAll(custom);
        table = new Table(all);
    }

    /** Everything served; the same list until something changes. */
    public List<Resource> resources() {
        return table.resources;
    }

    /** What a path's group, version and plural stand for. */
    public Optional<ServedResource> find(GroupVersion groupVersion, String plural) {
        return Optional.ofNullable(
                table.byPath.getOrDefault(groupVersion, Map.of()).get(plural));
    }

    /** Whether built-in resources are served there. */
    public boolean serves(GroupVersion groupVersion) {
        return builtIn.stream()
                .anyMatch(resource -> resource.version(groupVersion).isPresent());
    }

    /** Whether built-in resources are in the group; of custom ones upstream knows no more than those there are. */
    public boolean hasGroup(String group) {
        return builtIn.stream()
                .flatMap(resource -> resource.served().stream())
                .anyMatch(version -> version.groupVersion().group().equals(group));
    }

    /** Every group and version, sorted by how it prints. */
    public Set<String> groupVersions() {
        Set<String> names = new TreeSet<>();
        table.byPath.keySet().forEach(groupVersion -> names.add(groupVersion.toString()));
        return names;
    }

    /** The resource stored there; of several versions of a custom resource the first. */
    public Optional<Resource> storedAs(GroupResource resource) {
        return Optional.ofNullable(table.byStorage.get(resource));
    }
}
