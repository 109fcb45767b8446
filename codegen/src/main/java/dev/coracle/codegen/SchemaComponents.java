package dev.coracle.codegen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.openapi.ResourcePaths;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import java.util.Collection;
import java.util.List;

/** Definitions as OpenAPI v3 schemas, in the form kube-openapi gives them. */
final class SchemaComponents {
    private static final String REFERENCE = ResourcePaths.REFERENCE;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Collection<GroupVersion> served;

    /** @param served the group versions delete options are said to belong to */
    SchemaComponents(Collection<GroupVersion> served) {
        this.served = served;
    }

    ObjectNode of(Definition definition) {
        ObjectNode schema = NODES.objectNode();
        if (!definition.description().isEmpty()) {
            schema.put("description", definition.description());
        }
        schema.put("type", "object");
        ArrayNode required = NODES.arrayNode();
        ObjectNode properties = NODES.objectNode();
        for (FieldDefinition field : definition.fields()) {
            properties.set(field.name(), property(field));
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        if (!properties.isEmpty()) {
            schema.set("properties", properties);
        }
        GroupVersionKind kind = definition.kind();
        if (kind != null) {
            ArrayNode kinds = schema.putArray("x-kubernetes-group-version-kind");
            if (kind.kind().equals("DeleteOptions")) {
                served.forEach(version -> add(kinds, version.group(), version.version(), kind.kind()));
            } else {
                add(kinds, kind.group(), kind.version(), kind.kind());
            }
        }
        if (definition.atomic()) {
            schema.put("x-kubernetes-map-type", "atomic");
        }
        return schema;
    }

    private static void add(ArrayNode kinds, String group, String version, String kind) {
        kinds.addObject().put("group", group).put("kind", kind).put("version", version);
    }

    private static ObjectNode property(FieldDefinition field) {
        FieldNotes notes = field.notes();
        ObjectNode property = NODES.objectNode();
        if (!field.description().isEmpty()) {
            property.put("description", field.description());
        }
        boolean hasZero = hasZero(field);
        fill(property, field.type(), !field.description().isEmpty() || (hasZero && isStruct(field)));
        if (!notes.defaultValue().isEmpty()) {
            property.set("default", json(notes.defaultValue()));
        } else if (hasZero) {
            defaultOf(property, field.type());
        }
        if (!notes.enumValues().isEmpty()) {
            ObjectNode holder = property;
            for (String items : List.of("items", "additionalProperties")) {
                holder = property.get(items) instanceof ObjectNode within ? within : holder;
            }
            holder.set("enum", OpenApiWriter.strings(notes.enumValues()));
        }
        if (!notes.listMapKeys().isEmpty()) {
            property.set("x-kubernetes-list-map-keys", OpenApiWriter.strings(notes.listMapKeys()));
        }
        putIfAny(property, "x-kubernetes-list-type", notes.listType());
        putIfAny(property, "x-kubernetes-map-type", notes.mapType());
        putIfAny(property, "x-kubernetes-patch-merge-key", notes.patchMergeKey());
        putIfAny(property, "x-kubernetes-patch-strategy", String.join(",", notes.patchStrategies()));
        return property;
    }

    /** Whether Go always writes the field, so that OpenAPI tells the zero value as its default. */
    private static boolean hasZero(FieldDefinition field) {
        FieldNotes notes = field.notes();
        if (notes.equals(FieldNotes.NONE)) {
            // The table leaves lists and what is no kind's out; a list's metadata is a struct.
            return field.required() || field.type().reference().endsWith(".ListMeta");
        }
        return notes.always() && !notes.alwaysNull();
    }

    private static boolean isStruct(FieldDefinition field) {
        return field.type().type() == Schema.Type.OBJECT;
    }

    private static JsonNode json(String text) {
        try {
            return JsonCodec.read(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("fields.table: the default " + text + " is no JSON", e);
        }
    }

    private static void putIfAny(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }

    /** @param wrapped whether the node says more than its type, so that a reference must stand in allOf */
    private static void fill(ObjectNode node, TypeDefinition type, boolean wrapped) {
        if (!type.reference().isEmpty()) {
            if (wrapped) {
                node.putArray("allOf").addObject().put("$ref", REFERENCE + type.reference());
            } else {
                node.put("$ref", REFERENCE + type.reference());
            }
            return;
        }
        switch (type.type()) {
            case ARRAY -> {
                node.put("type", "array");
                item(node.putObject("items"), type);
            }
            case MAP -> {
                node.put("type", "object");
                item(node.putObject("additionalProperties"), type);
            }
            case INTEGER -> node.put("type", "integer");
            case NUMBER -> node.put("type", "number");
            case BOOLEAN -> node.put("type", "boolean");
            case STRING -> node.put("type", "string");
            default -> {
                // ANY without a definition of its own: no constraint.
            }
        }
        putIfAny(node, "format", type.format());
    }

    private static void item(ObjectNode node, TypeDefinition container) {
        TypeDefinition items = container.items();
        if (items != null) {
            boolean object = items.type() == Schema.Type.OBJECT;
            fill(node, items, object);
            defaultOf(node, items);
        }
    }

    private static void defaultOf(ObjectNode node, TypeDefinition type) {
        if (node.has("$ref")) {
            return;
        }
        switch (type.type()) {
            case STRING -> {
                if (type.reference().isEmpty() && type.format().isEmpty()) {
                    node.put("default", "");
                }
            }
            case INTEGER -> node.put("default", 0);
            case BOOLEAN -> node.put("default", false);
            case OBJECT -> node.putObject("default");
            default -> {
                // Lists and maps have none.
            }
        }
    }

    /** The definitions that are no structure of fields. */
    ObjectNode special(String name) {
        ObjectNode schema = NODES.objectNode();
        switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "Quantity" -> {
                schema.put("description", "Quantity is a fixed-point representation of a number, such as 500m or 1Gi.");
                oneOf(schema, List.of("string", "number"));
            }
            case "IntOrString" -> {
                schema.put("description", "IntOrString is a type that can hold an int32 or a string.");
                schema.put("format", "int-or-string");
                oneOf(schema, List.of("integer", "string"));
            }
            case "Time" ->
                schema.put(
                                "description",
                                "Time is a wrapper around time.Time which supports correct marshaling to YAML and JSON."
                                        + "  Wrappers are provided for many of the factory methods that the time package offers.")
                        .put("type", "string")
                        .put("format", "date-time");
            case "MicroTime" ->
                schema.put("description", "MicroTime is version of Time with microsecond level precision.")
                        .put("type", "string")
                        .put("format", "date-time");
            case "Patch" ->
                schema.put(
                                "description",
                                "Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.")
                        .put("type", "object");
            case "FieldsV1" ->
                schema.put(
                                "description",
                                "FieldsV1 stores a set of fields in a data structure like a Trie, in JSON format.")
                        .put("type", "object");
            case "RawExtension" ->
                schema.put("description", "RawExtension is used to hold extensions in external versions.")
                        .put("type", "object");
            default -> {
                // JSON and its relatives: anything goes.
            }
        }
        return schema;
    }

    private static void oneOf(ObjectNode schema, List<String> types) {
        ArrayNode choices = schema.putArray("oneOf");
        types.forEach(type -> choices.addObject().put("type", type));
    }
}
