package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of a version's schema. Used once, for one schema. */
final class SchemaValidation {
    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final Set<String> RESOURCE_FIELDS = Set.of("metadata", "kind", "apiVersion");
    private static final List<String> UNSUPPORTED =
            List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");
    private static final String[] JUNCTORS = {"allOf", "oneOf", "anyOf"};

    private final FieldErrors errors;

    private SchemaValidation(FieldErrors errors) {
        this.errors = errors;
    }

    static void validate(JsonNode schema, Path path, FieldErrors errors) {
        List<FieldError> structural = StructuralValidation.validate(schema, path);
        FieldErrors found = new FieldErrors();
        new SchemaValidation(found).node(schema, path, Place.ROOT);
        if (structural.isEmpty()) {
            FieldErrors defaults = new FieldErrors();
            DefaultValidation.validate(schema, path, defaults);
            defaults.all().forEach(errors::add);
            if (defaults.isEmpty() && found.isEmpty()) {
                RuleValidation.validate(schema, path, found);
            }
        } else {
            structural.forEach(errors::add);
        }
        found.all().forEach(errors::add);
    }

    /**
     * Where a node stands.
     *
     * @param root whether it is the whole schema
     * @param insideMeta whether it is about metadata, kind or apiVersion
     * @param noDefaults why there may be no defaults; empty when there may
     */
    private record Place(boolean root, boolean insideMeta, String noDefaults) {
        static final Place ROOT = new Place(true, false, "");

        Place below() {
            return new Place(false, insideMeta, noDefaults);
        }

        Place withoutDefaults(String why) {
            return new Place(false, insideMeta, why);
        }

        Place meta() {
            return new Place(false, true, noDefaults);
        }
    }

    private void node(JsonNode schema, Path path, Place place) {
        standard(schema, path, place);
        if (Tree.flag(schema, "uniqueItems")) {
            errors.forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        JsonNode properties = Tree.get(schema, "properties");
        JsonNode additional = Tree.get(schema, "additionalProperties");
        if (!additional.isMissingNode()) {
            boolean allows = additional.isObject() || additional.asBoolean();
            if (!properties.isEmpty() && (!allows || additional.isObject())) {
                errors.forbidden(
                        path.child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
            }
            if (additional.isObject()) {
                Place below = place.insideMeta()
                        ? place.withoutDefaults("inside additionalProperties applying to object metadata")
                        : place.below();
                node(additional, path.child("additionalProperties"), below);
            }
        }
        for (Map.Entry<String, JsonNode> property : Tree.entries(properties)) {
            Place below = place.below();
            boolean resource = place.root() || Tree.flag(schema, "x-kubernetes-embedded-resource");
            if (resource && RESOURCE_FIELDS.contains(property.getKey())) {
                below = below.meta();
                if (place.root()) {
                    below = below.withoutDefaults("in top-level " + property.getKey());
                }
            }
            node(property.getValue(), path.child("properties").key(property.getKey()), below);
        }
        if (Tree.has(schema, "not")) {
            node(schema.get("not"), path.child("not"), place.below());
        }
        for (String junctor : JUNCTORS) {
            JsonNode parts = Tree.get(schema, junctor);
            for (int i = 0; i < parts.size(); i++) {
                node(parts.get(i), path.child(junctor).index(i), place.below());
            }
        }
        if (Tree.get(schema, "items").isObject()) {
            node(schema.get("items"), path.child("items"), place.below());
        }
        extensions(schema, path);
        RuleValidation.form(Tree.get(schema, "x-kubernetes-validations"), schema, path, errors);
    }

    private void standard(JsonNode schema, Path path, Place place) {
        String type = Tree.text(schema, "type");
        if (!type.isEmpty() && !TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, TYPES);
        }
        if (Tree.has(schema, "default") && !place.noDefaults().isEmpty()) {
            errors.forbidden(path.child("default"), "must not be set " + place.noDefaults());
        }
        for (String field : UNSUPPORTED) {
            if (Tree.has(schema, field)) {
                errors.forbidden(path.child(field), field + " is not supported");
            }
        }
        if (type.equals("null")) {
            errors.forbidden(path.child("type"), "type cannot be set to null, use nullable as an alternative");
        }
        if (Tree.get(schema, "items").isArray()) {
            errors.forbidden(path.child("items"), "items must be a schema object and not an array");
        }
        if (place.insideMeta() && Tree.flag(schema, "x-kubernetes-embedded-resource")) {
            errors.forbidden(path.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
        }
    }

    private void extensions(JsonNode schema, Path path) {
        String type = Tree.text(schema, "type");
        JsonNode preserves = Tree.get(schema, "x-kubernetes-preserve-unknown-fields");
        if (preserves.isBoolean() && !preserves.booleanValue()) {
            errors.invalid(path.child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
        }
        if (Tree.has(schema, "x-kubernetes-map-type")) {
            requireType("object", type, "must be object if x-kubernetes-map-type is specified", path);
            String mapType = Tree.text(schema, "x-kubernetes-map-type");
            if (!Set.of("atomic", "granular").contains(mapType)) {
                errors.notSupported(path.child("x-kubernetes-map-type"), mapType, List.of("atomic", "granular"));
            }
        }
        String listType = Tree.text(schema, "x-kubernetes-list-type");
        JsonNode keys = Tree.get(schema, "x-kubernetes-list-map-keys");
        JsonNode items = Tree.get(schema, "items");
        if (!listType.isEmpty()) {
            if (!type.equals("array")) {
                requireType("array", type, "must be array if x-kubernetes-list-type is specified", path);
            } else if (listType.equals("set")) {
                atomicItems(items, path.child("items"));
            }
            if (!Set.of("atomic", "set", "map").contains(listType)) {
                errors.notSupported(path.child("x-kubernetes-list-type"), listType, List.of("atomic", "set", "map"));
            }
        }
        if (!keys.isEmpty() && !listType.equals("map")) {
            String detail = "must be map if x-kubernetes-list-map-keys is non-empty";
            if (listType.isEmpty()) {
                errors.required(path.child("x-kubernetes-list-type"), detail);
            } else {
                errors.invalid(path.child("x-kubernetes-list-type"), listType, detail);
            }
        }
        if (listType.equals("map")) {
            listMap(keys, items, path);
        }
        if (listType.equals("map") || listType.equals("set")) {
            itemsOf(listType, keys, items, path.child("items"));
        }
    }

    private void requireType(String wanted, String type, String detail, Path path) {
        if (type.isEmpty()) {
            errors.required(path.child("type"), detail);
        } else if (!type.equals(wanted)) {
            errors.invalid(path.child("type"), type, detail);
        }
    }

    private void atomicItems(JsonNode items, Path path) {
        String detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        String type = Tree.text(items, "type");
        String listType = Tree.text(items, "x-kubernetes-list-type");
        if (type.equals("array") && !listType.isEmpty() && !listType.equals("atomic")) {
            errors.invalid(path.child("x-kubernetes-list-type"), listType, detail);
        }
        if (type.equals("object") && !Tree.text(items, "x-kubernetes-map-type").equals("atomic")) {
            errors.invalid(path.child("x-kubernetes-map-type"), null, detail);
        }
    }

    private void listMap(JsonNode keys, JsonNode items, Path path) {
        if (keys.isEmpty()) {
            errors.required(
                    path.child("x-kubernetes-list-map-keys"), "must not be empty if x-kubernetes-list-type is map");
        }
        if (items.isMissingNode()) {
            errors.required(path.child("items"), "must have a schema if x-kubernetes-list-type is map");
            return;
        }
        if (!Tree.text(items, "type").equals("object")) {
            errors.invalid(
                    path.child("items").child("type"),
                    Tree.text(items, "type"),
                    "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (JsonNode key : keys) {
            JsonNode property = Tree.get(Tree.get(items, "properties"), key.asText());
            if (property.isMissingNode()) {
                errors.invalid(
                        path.child("x-kubernetes-list-map-keys"), keys, "entries must all be names of item properties");
            } else if (Set.of("array", "object").contains(Tree.text(property, "type"))) {
                errors.invalid(
                        path.child("items")
                                .child("properties")
                                .key(key.asText())
                                .child("type"),
                        Tree.text(items, "type"),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map");
            }
            if (!seen.add(key.asText())) {
                errors.invalid(path.child("x-kubernetes-list-map-keys"), keys, "must not contain duplicate entries");
            }
        }
    }

    private void itemsOf(String listType, JsonNode keys, JsonNode items, Path path) {
        if (Tree.flag(items, "nullable")) {
            errors.forbidden(path.child("nullable"), "cannot be nullable when x-kubernetes-list-type is " + listType);
        }
        if (!listType.equals("map")) {
            return;
        }
        Set<String> required = new HashSet<>();
        Tree.get(items, "required").forEach(name -> required.add(name.asText()));
        for (JsonNode key : keys) {
            JsonNode property = Tree.get(Tree.get(items, "properties"), key.asText());
            Path at = path.child("properties").key(key.asText());
            if (property.isMissingNode()) {
                continue;
            }
            if (!required.contains(key.asText()) && !Tree.has(property, "default")) {
                errors.required(
                        at.child("default"),
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required "
                                + "property");
            }
            if (Tree.flag(property, "nullable")) {
                errors.forbidden(
                        at.child("nullable"),
                        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            }
        }
    }
}
