package dev.coracle.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.schema.GroupVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The discovery documents of a list of resources. Immutable. */
public final class Discovery {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String JSON = "application/json";
    private static final String AGGREGATED = JSON + ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Map<GroupVersion, ResourceLists> versions = new LinkedHashMap<>();

    /** The plain documents by path. */
    private final Map<String, Document> documents = new HashMap<>();

    /** The aggregated documents by path. */
    private final Map<String, Document> aggregated = new HashMap<>();

    private final Supplier<String> serverAddress;

    /** @param serverAddress host and port, once bound, as told to old clients in {@code /api} */
    public Discovery(List<Resource> resources, Supplier<String> serverAddress) {
        this.serverAddress = serverAddress;
        Map<String, Set<GroupVersion>> groups = groups(resources);
        for (Set<GroupVersion> group : groups.values()) {
            for (GroupVersion version : group) {
                versions.put(version, new ResourceLists(version, servedAt(resources, version)));
            }
        }
        ObjectNode list = NODES.objectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode items = list.putArray("groups");
        groups.forEach((name, group) -> {
            if (!name.isEmpty()) {
                ObjectNode entry = group(name, group);
                items.add(entry);
                ObjectNode alone = NODES.objectNode().put("kind", "APIGroup").put("apiVersion", "v1");
                alone.setAll(entry);
                documents.put("/apis/" + name, Document.plain(JSON, bytes(alone)));
            }
        });
        documents.put("/apis", Document.plain(JSON, bytes(list)));
        versions.forEach(
                (version, lists) -> documents.put(path(version), Document.plain(JSON, bytes(lists.resourceList()))));
        aggregated.put("/api", aggregate(groups, true));
        aggregated.put("/apis", aggregate(groups, false));
    }

    /**
     * The document at a path: {@code /api}, {@code /apis}, {@code /api/v1}, {@code /apis/apps}, {@code /apis/apps/v1}.
     *
     * @return empty when there is none there
     */
    public Optional<Document> document(String path) {
        String clean = clean(path);
        return clean.equals("/api") ? Optional.of(apiVersions()) : Optional.ofNullable(documents.get(clean));
    }

    /** The document with everything below a path: there is one at {@code /api} and one at {@code /apis}. */
    public Optional<Document> aggregated(String path) {
        return Optional.ofNullable(aggregated.get(clean(path)));
    }

    private static String clean(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The group versions served, in the order they are listed in. */
    public List<GroupVersion> groupVersions() {
        return List.copyOf(versions.keySet());
    }

    private static Map<String, Set<GroupVersion>> groups(List<Resource> resources) {
        Map<String, Set<GroupVersion>> found = new HashMap<>();
        for (Resource resource : resources) {
            for (var served : resource.served()) {
                found.computeIfAbsent(served.groupVersion().group(), g -> new LinkedHashSet<>())
                        .add(served.groupVersion());
            }
        }
        Map<String, Set<GroupVersion>> ordered = new LinkedHashMap<>();
        for (String name : GroupOrder.sorted(found.keySet())) {
            ordered.put(name, found.getOrDefault(name, Set.of()));
        }
        return ordered;
    }

    private static List<Resource> servedAt(List<Resource> resources, GroupVersion version) {
        List<Resource> found = new ArrayList<>();
        for (Resource resource : resources) {
            if (resource.version(version).isPresent()) {
                found.add(resource);
            }
        }
        found.sort(Comparator.comparing(r -> r.names().plural()));
        return found;
    }

    private Document apiVersions() {
        ObjectNode versions = NODES.objectNode().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", serverAddress.get());
        return Document.plain(JSON, bytes(versions));
    }

    private static ObjectNode group(String name, Set<GroupVersion> versions) {
        ObjectNode group = NODES.objectNode().put("name", name);
        ArrayNode items = group.putArray("versions");
        for (GroupVersion version : versions) {
            items.addObject().put("groupVersion", version.toString()).put("version", version.version());
        }
        group.set("preferredVersion", items.get(0).deepCopy());
        return group;
    }

    private Document aggregate(Map<String, Set<GroupVersion>> groups, boolean core) {
        ObjectNode list =
                NODES.objectNode().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/v2");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        groups.forEach((name, group) -> {
            if (name.isEmpty() == core) {
                ObjectNode item = items.addObject();
                ObjectNode metadata = item.putObject("metadata");
                if (!core) {
                    metadata.put("name", name);
                }
                ArrayNode entries = item.putArray("versions");
                for (GroupVersion version : group) {
                    ResourceLists lists = versions.get(version);
                    if (lists != null) {
                        entries.add(lists.versionDiscovery());
                    }
                }
            }
        });
        return Document.tagged(AGGREGATED, bytes(list)).shared();
    }

    private static String path(GroupVersion version) {
        return (version.group().isEmpty() ? "/api/" : "/apis/") + version;
    }

    private static byte[] bytes(ObjectNode node) {
        return (node + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
