package dev.coracle.codegen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.catalogue.TableRow;
import dev.coracle.machinery.openapi.ApiFlavour;
import dev.coracle.machinery.openapi.ResourcePaths;
import dev.coracle.machinery.openapi.Version2;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI v3 document of one group version: its paths, and every schema they lead to. */
final class OpenApiWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, Definition> definitions;
    private final List<TableRow> rows;
    private final String version;
    private final Map<GroupVersionKind, String> byKind = new HashMap<>();
    private final SchemaComponents components;

    /** @param version of Kubernetes, as shown in the document's head */
    OpenApiWriter(Map<String, Definition> definitions, List<TableRow> rows, String version) {
        this.definitions = definitions;
        this.rows = rows;
        this.version = version;
        for (Definition definition : definitions.values()) {
            if (definition.kind() != null) {
                byKind.put(definition.kind(), definition.name());
            }
        }
        this.components = new SchemaComponents(served());
    }

    /** Every group version a row is served at. */
    Set<GroupVersion> served() {
        Set<GroupVersion> found = new TreeSet<>(java.util.Comparator.comparing(GroupVersion::toString));
        for (TableRow row : rows) {
            row.served().forEach(kind -> found.add(kind.groupVersion()));
        }
        return found;
    }

    ObjectNode document(GroupVersion groupVersion) {
        ResourcePaths paths = new ResourcePaths(groupVersion, this::nameOf, ApiFlavour.BUILT_IN);
        for (TableRow row : rows) {
            for (GroupVersionKind kind : row.served()) {
                if (kind.groupVersion().equals(groupVersion)) {
                    paths.add(new ResourcePaths.Served(
                            row.names(), row.namespaced(), row.verbs(), row.subresources(), kind));
                }
            }
        }
        DiscoveryOperations.Operation resources = DiscoveryOperations.resources(groupVersion);
        ObjectNode all = NODES.objectNode();
        all.set(resources.address(), resources.item());
        all.setAll(paths.paths());
        Set<String> references = new TreeSet<>(paths.references());
        references.add(resources.definition());
        return document(all, references);
    }

    /** The documents of paths that name no resource, by their names in the index. */
    Map<String, ObjectNode> standing() {
        Map<String, ObjectNode> documents = new LinkedHashMap<>();
        for (DiscoveryOperations.Operation operation : DiscoveryOperations.standing(served())) {
            ObjectNode paths = NODES.objectNode();
            paths.set(operation.address(), operation.item());
            Set<String> references = operation.definition().isEmpty() ? Set.of() : Set.of(operation.definition());
            documents.put(operation.path(), document(paths, references));
        }
        return documents;
    }

    private ObjectNode document(ObjectNode paths, Set<String> references) {
        ObjectNode document = NODES.objectNode().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", version);
        document.set("paths", paths);
        ObjectNode components = document.putObject("components");
        if (!references.isEmpty()) {
            components.set("schemas", schemas(references));
        }
        components.putObject("securitySchemes").set(Version2.BEARER_TOKEN, Version2.bearerToken());
        return document;
    }

    /** The schemas of that name and every one they lead to. */
    ObjectNode schemas(Set<String> names) {
        ObjectNode schemas = NODES.objectNode();
        for (String name : reachable(names)) {
            Definition definition = definitions.get(name);
            schemas.set(name, definition == null ? components.special(name) : components.of(definition));
        }
        return schemas;
    }

    private String nameOf(GroupVersionKind kind) {
        String name = byKind.get(kind);
        if (name == null) {
            throw new IllegalStateException("no definition of " + kind);
        }
        return name;
    }

    private Set<String> reachable(Set<String> roots) {
        Set<String> found = new TreeSet<>(roots);
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            Definition definition = definitions.get(open.remove());
            if (definition == null) {
                continue;
            }
            for (FieldDefinition field : definition.fields()) {
                for (TypeDefinition type = field.type(); type != null; type = type.items()) {
                    if (!type.reference().isEmpty() && found.add(type.reference())) {
                        open.add(type.reference());
                    }
                }
            }
        }
        return found;
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(array::add);
        return array;
    }
}
