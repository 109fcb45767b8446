package dev.coracle.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.openapi.ApiFlavour;
import dev.coracle.machinery.openapi.ResourcePaths;
import dev.coracle.machinery.openapi.Version2;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.text.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The document of one group version of custom resources. Immutable, but for what is made under the monitor. */
final class CustomDocument {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final GroupVersion version;
    private final List<Resource> resources;
    private final Document document;
    private @Nullable Document message;

    private CustomDocument(GroupVersion version, List<Resource> resources, Document document) {
        this.version = version;
        this.resources = resources;
        this.document = document;
    }

    /**
     * Writes a document.
     *
     * @param resources all that the group version serves
     * @param shared the schemas of what custom resources have in common with built-in ones
     */
    static CustomDocument of(GroupVersion version, List<Resource> resources, JsonNode shared) {
        List<Resource> sorted = resources.stream()
                .sorted(Comparator.comparing(resource -> resource.names().plural()))
                .toList();
        ObjectNode root = NODES.objectNode().put("openapi", "3.0.0");
        root.putObject("info").put("title", "Kubernetes CRD Swagger").put("version", "v0.1.0");
        ResourcePaths paths = paths(version, sorted);
        root.set("paths", paths.paths());
        ObjectNode own = NODES.objectNode();
        sorted.forEach(resource -> new CustomSchemas(resource, false).addTo(own, source(resource)));
        ObjectNode schemas = root.putObject("components").putObject("schemas");
        schemas.setAll(own);
        for (String name : reachable(paths.references(), own, shared)) {
            if (!own.has(name)) {
                schemas.set(name, shared.path(name));
            }
        }
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        return new CustomDocument(
                version, resources, Document.compressed("application/json", Gzip.of(json), ContentHash.of(json)));
    }

    private static JsonNode source(Resource resource) {
        return ((Structural) resource.schema()).published();
    }

    private static ResourcePaths paths(GroupVersion version, List<Resource> resources) {
        ResourcePaths paths = new ResourcePaths(version, CustomDocument::nameOf, ApiFlavour.CUSTOM);
        for (Resource resource : resources) {
            paths.add(new ResourcePaths.Served(
                    resource.names(),
                    resource.namespaced(),
                    VERBS,
                    resource.subresources(),
                    new GroupVersionKind(
                            version.group(), version.version(), resource.names().kind())));
        }
        return paths;
    }

    private static String nameOf(GroupVersionKind kind) {
        return kind.equals(new GroupVersionKind("autoscaling", "v1", "Scale"))
                ? "io.k8s.api.autoscaling.v1.Scale"
                : CustomSchemas.name(kind);
    }

    private static Set<String> reachable(Set<String> roots, ObjectNode own, JsonNode shared) {
        Set<String> found = new TreeSet<>(roots);
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            String name = open.remove();
            JsonNode schema = own.has(name) ? own.get(name) : shared.path(name);
            for (String reference : schema.findValuesAsText("$ref")) {
                if (reference.startsWith(ResourcePaths.REFERENCE)) {
                    String next = reference.substring(ResourcePaths.REFERENCE.length());
                    if (found.add(next)) {
                        open.add(next);
                    }
                }
            }
        }
        return found;
    }

    GroupVersion version() {
        return version;
    }

    /** Whether this is still the document of what the group version serves: the same objects, in any state but this. */
    boolean isOf(List<Resource> now) {
        if (resources.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!sameObject(resources.get(i), now.get(i))) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // a definition that did not change keeps its resource
    private static boolean sameObject(Resource one, Resource other) {
        return one == other;
    }

    Document document() {
        return document;
    }

    /** The same as a message, which few ask for: made for the first of them. */
    synchronized Document message() {
        Document made = message;
        if (made == null) {
            made = BuiltInDocuments.message(document);
            message = made;
        }
        return made;
    }

    /** Adds this group version to what makes up a document of version 2. */
    void addTo(ObjectNode version2Paths, ObjectNode version2Definitions) {
        paths(version, resources)
                .paths()
                .properties()
                .forEach(path -> version2Paths.set(path.getKey(), Version2.path(path.getValue(), ApiFlavour.CUSTOM)));
        resources.forEach(resource -> new CustomSchemas(resource, true).addTo(version2Definitions, source(resource)));
    }
}
