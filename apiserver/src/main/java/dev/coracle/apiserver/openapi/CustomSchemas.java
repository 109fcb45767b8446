package dev.coracle.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.openapi.ResourcePaths;
import dev.coracle.machinery.openapi.Version2;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is published of the schemas of one custom resource, in the form of version 3 or of version 2: the rules of
 * apiextensions' OpenAPI builder (v1.36). Immutable; parts of what it makes are shared with the definition, so nobody may
 * change them.
 */
final class CustomSchemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String CONVENTIONS =
            "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";

    /** What is said only when it is so. */
    private static final Set<String> FLAGS = Set.of(
            "nullable", "uniqueItems", "exclusiveMaximum", "exclusiveMinimum", PRESERVE, EMBEDDED, INT_OR_STRING);

    /** What combines other rules. */
    private static final Set<String> JUNCTORS = Set.of("allOf", "anyOf", "oneOf", "not");

    private final Resource resource;
    private final boolean version2;

    /** @param version2 whether in the form that old clients can read */
    CustomSchemas(Resource resource, boolean version2) {
        this.resource = resource;
        this.version2 = version2;
    }

    /** A kind's name among the schemas: {@code com.example.v1.Thing}. */
    static String name(GroupVersionKind kind) {
        List<String> parts = new ArrayList<>(List.of(kind.group().split("\\.", -1)));
        Collections.reverse(parts);
        return String.join(".", parts) + "." + kind.version() + "." + kind.kind();
    }

    /** Adds the schema of an object and that of a list. */
    void addTo(ObjectNode schemas, JsonNode source) {
        String kind = resource.names().kind();
        String listKind = resource.names().listKind();
        schemas.set(name(of(kind)), tagged(object(source), kind));
        schemas.set(name(of(listKind)), tagged(list(), listKind));
    }

    private GroupVersionKind of(String kind) {
        GroupVersion version = resource.stored().groupVersion();
        return new GroupVersionKind(version.group(), version.version(), kind);
    }

    private ObjectNode tagged(ObjectNode schema, String kind) {
        GroupVersion version = resource.stored().groupVersion();
        schema.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", version.group())
                .put("version", version.version())
                .put("kind", kind);
        List<String> selectable = resource.strategy().selectableFields().keySet().stream()
                .sorted()
                .toList();
        if (!selectable.isEmpty()) {
            ArrayNode fields = schema.putArray("x-kubernetes-selectable-fields");
            selectable.forEach(field -> fields.addObject().put("fieldPath", field));
        }
        return schema;
    }

    private ObjectNode object(JsonNode source) {
        if (version2 && Tree.flag(source, PRESERVE)) {
            // Old clients would take any property told here for the only ones there may be.
            return NODES.objectNode().put("type", "object");
        }
        ObjectNode schema = schema(source);
        typeMeta(schema, "APIVersion", "Kind");
        return schema;
    }

    private ObjectNode list() {
        ObjectNode schema = NODES.objectNode()
                .put(
                        "description",
                        resource.names().listKind() + " is a list of "
                                + resource.names().kind())
                .put("type", "object");
        schema.putArray("required").add("items");
        typeMeta(schema, "APIVersion", "Kind");
        ObjectNode properties = (ObjectNode) schema.get("properties");
        ObjectNode items = properties
                .putObject("items")
                .put("description", "List of " + resource.names().plural() + ". More info: " + CONVENTIONS)
                .put("type", "array");
        items.putObject("items").put("$ref", prefix() + name(of(resource.names().kind())));
        properties.set(
                "metadata",
                reference("ListMeta", "Standard list metadata. More info: " + CONVENTIONS + "#types-kinds"));
        return schema;
    }

    /** The fields of every object; the type's own words begin in upper case, an embedded resource's do not. */
    private void typeMeta(ObjectNode schema, String apiVersion, String kind) {
        ObjectNode properties =
                schema.get("properties") instanceof ObjectNode there ? there : schema.putObject("properties");
        boolean whole = kind.equals("Kind");
        properties
                .putObject("apiVersion")
                .put(
                        "description",
                        apiVersion + " defines the versioned schema of this representation of an object. "
                                + (whole
                                        ? "Servers should convert recognized schemas to the latest internal value, and may"
                                                + " reject unrecognized values. "
                                        : "")
                                + "More info: " + CONVENTIONS + "#resources")
                .put("type", "string");
        properties
                .putObject("kind")
                .put(
                        "description",
                        kind
                                + (whole
                                        ? " is a string value representing the REST resource this object represents. Servers"
                                                + " may infer this from the endpoint the client submits requests to. Cannot"
                                                + " be updated. "
                                        : " is a string value representing the type of this object. ")
                                + "In CamelCase. More info: " + CONVENTIONS + "#types-kinds")
                .put("type", "string");
        properties.set(
                "metadata",
                reference("ObjectMeta", "Standard object's metadata. More info: " + CONVENTIONS + "#metadata"));
    }

    private ObjectNode reference(String type, String description) {
        ObjectNode reference = NODES.objectNode().put("description", description);
        if (version2) {
            return reference.put("$ref", prefix() + META + type);
        }
        reference.putArray("allOf").addObject().put("$ref", prefix() + META + type);
        return reference;
    }

    private String prefix() {
        return version2 ? Version2.REFERENCE : ResourcePaths.REFERENCE;
    }

    private ObjectNode schema(JsonNode source) {
        ObjectNode schema = NODES.objectNode();
        for (Map.Entry<String, JsonNode> field : Tree.entries(source)) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isNull() || (FLAGS.contains(name) && !value.booleanValue())) {
                continue;
            }
            switch (name) {
                case "properties" -> properties(schema, value);
                case "items" -> schema.set(name, schema(value));
                case "additionalProperties" -> schema.set(name, value.isBoolean() ? value : schema(value));
                default -> {
                    if (!(version2 && (JUNCTORS.contains(name) || name.equals("default")))) {
                        schema.set(name, value);
                    }
                }
            }
        }
        if (version2) {
            simplify(schema, source);
        } else if (Tree.flag(source, INT_OR_STRING)) {
            unfold(schema);
        }
        if (Tree.flag(source, EMBEDDED) && !(version2 && Tree.flag(source, PRESERVE))) {
            typeMeta(schema, "apiVersion", "kind");
            require(schema, "kind");
            require(schema, "apiVersion");
        }
        return schema;
    }

    private void properties(ObjectNode schema, JsonNode source) {
        if (!source.isEmpty()) {
            ObjectNode properties = schema.putObject("properties");
            Tree.entries(source).forEach(property -> properties.set(property.getKey(), schema(property.getValue())));
        }
    }

    /** A property that may be two things says which, unless it does so already. */
    private static void unfold(ObjectNode schema) {
        ArrayNode choice = NODES.arrayNode();
        choice.addObject().put("type", "integer");
        choice.addObject().put("type", "string");
        JsonNode all = Tree.get(schema, "allOf");
        if (choice.equals(schema.get("anyOf")) || choice.equals(all.path(0).get("anyOf"))) {
            return;
        }
        if (Tree.isEmpty(schema, "anyOf")) {
            schema.set("anyOf", choice);
            return;
        }
        ArrayNode allOf = NODES.arrayNode();
        allOf.addObject().set("anyOf", choice);
        all.forEach(allOf::add);
        schema.set("allOf", allOf);
    }

    /** Takes away what kubectl up to 1.26 would refuse objects for. */
    private static void simplify(ObjectNode schema, JsonNode source) {
        boolean nullable = Tree.flag(source, "nullable");
        boolean preserves = Tree.flag(source, PRESERVE);
        if (nullable) {
            schema.remove(List.of("type", "nullable"));
        }
        if (nullable || preserves) {
            schema.remove(List.of("items", "properties"));
        }
        String type = Tree.text(schema, "type");
        if ((type.equals("array") && !schema.has("items")) || (type.equals("object") && preserves)) {
            schema.remove("type");
        }
        if (schema.has("required")) {
            ArrayNode required = NODES.arrayNode();
            for (JsonNode name : schema.get("required")) {
                boolean maybeNull = schema.has("properties")
                        && Tree.flag(Tree.get(source, "properties", name.asText()), "nullable");
                if (!maybeNull) {
                    required.add(name);
                }
            }
            if (required.isEmpty() || Tree.flag(Tree.get(source, "additionalProperties"), "nullable")) {
                schema.remove("required");
            } else {
                schema.set("required", required);
            }
        }
    }

    private static void require(ObjectNode schema, String field) {
        ArrayNode required = NODES.arrayNode();
        for (JsonNode name : Tree.get(schema, "required")) {
            if (name.asText().equals(field)) {
                return;
            }
            required.add(name);
        }
        schema.set("required", required.add(field));
    }
}
