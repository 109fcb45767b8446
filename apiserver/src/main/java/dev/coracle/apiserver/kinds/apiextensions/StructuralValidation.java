package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Whether a schema is structural: its shape stands outside of the value validations, and every field has a type. */
final class StructuralValidation {
    private static final String[] JUNCTORS = {"anyOf", "allOf", "oneOf"};

    private final FieldErrors found = new FieldErrors();

    /** Where a schema stands. */
    private enum Level {
        ROOT("at the root"),
        ITEM("for specified array items"),
        FIELD("for specified object fields");

        private final String where;

        Level(String where) {
            this.where = where;
        }
    }

    private StructuralValidation() {}

    /** What keeps a schema from being structural, sorted as upstream sorts it. */
    static List<FieldError> validate(JsonNode schema, Path path) {
        StructuralValidation validation = new StructuralValidation();
        validation.shape(schema, Level.ROOT, path);
        validation.complete(schema, schema, path);
        List<FieldError> errors = new ArrayList<>(validation.found.all());
        errors.sort(Comparator.comparing(FieldError::toString));
        return errors;
    }

    private void shape(JsonNode schema, Level level, Path path) {
        String type = Tree.text(schema, "type");
        JsonNode items = Tree.get(schema, "items");
        if (type.equals("array") && items.isMissingNode()) {
            found.required(path.child("items"), "must be specified");
        }
        if (items.isObject()) {
            shape(items, Level.ITEM, path.child("items"));
        }
        JsonNode properties = Tree.get(schema, "properties");
        for (Map.Entry<String, JsonNode> property : Tree.entries(properties)) {
            shape(property.getValue(), Level.FIELD, path.child("properties").key(property.getKey()));
        }
        JsonNode additional = Tree.get(schema, "additionalProperties");
        if (!additional.isMissingNode()) {
            if (level == Level.ROOT) {
                found.forbidden(path.child("additionalProperties"), "must not be used at the root");
            }
            if (additional.isObject()) {
                shape(additional, Level.FIELD, path.child("additionalProperties"));
            }
        }
        boolean intOrString = Tree.flag(schema, "x-kubernetes-int-or-string");
        boolean preserves = Tree.flag(schema, "x-kubernetes-preserve-unknown-fields");
        boolean embedded = Tree.flag(schema, "x-kubernetes-embedded-resource");
        if (intOrString && preserves) {
            found.invalid(
                    path.child("x-kubernetes-preserve-unknown-fields"),
                    true,
                    "must be false if x-kubernetes-int-or-string is true");
        }
        if (intOrString && embedded) {
            found.invalid(
                    path.child("x-kubernetes-embedded-resource"),
                    true,
                    "must be false if x-kubernetes-int-or-string is true");
        }
        values(schema, path, isIntOrString(Tree.get(schema, "anyOf")), isIntOrStringFirst(schema));
        if (embedded && !type.equals("object")) {
            mustBeObject(type, path.child("type"), "must be object if x-kubernetes-embedded-resource is true");
        } else if (type.isEmpty() && !intOrString && !preserves) {
            found.required(path.child("type"), "must not be empty " + level.where);
        }
        if (embedded && !additional.isMissingNode()) {
            found.forbidden(
                    path.child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set");
        }
        if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
            found.invalid(path.child("type"), type, "must be object at the root");
        }
        resource(properties, level, embedded, path);
        if (embedded && !preserves && properties.isEmpty()) {
            found.required(
                    path.child("properties"),
                    "must not be empty if x-kubernetes-embedded-resource is true without "
                            + "x-kubernetes-preserve-unknown-fields");
        }
    }

    private void mustBeObject(String type, Path path, String detail) {
        if (type.isEmpty()) {
            found.required(path, detail);
        } else {
            found.invalid(path, type, detail);
        }
    }

    /** What a schema may say of the fields every resource has. */
    private void resource(JsonNode properties, Level level, boolean embedded, Path path) {
        boolean checked = level == Level.ROOT || embedded;
        for (String field : new String[] {"kind", "apiVersion"}) {
            JsonNode schema = Tree.get(properties, field);
            if (checked && schema.isObject() && !Tree.text(schema, "type").equals("string")) {
                found.invalid(
                        path.child("properties").key(field).child("type"), Tree.text(schema, "type"), "must be string");
            }
        }
        JsonNode metadata = Tree.get(properties, "metadata");
        if (!metadata.isObject()) {
            return;
        }
        Path at = path.child("properties").key("metadata");
        if (checked && !Tree.text(metadata, "type").equals("object")) {
            found.invalid(at.child("type"), Tree.text(metadata, "type"), "must be object");
        }
        if (level == Level.ROOT) {
            ObjectNode rest = ((ObjectNode) metadata).deepCopy();
            rest.remove(List.of("type", "default", "description"));
            JsonNode names = Tree.get(rest, "properties");
            boolean onlyNames = true;
            for (Map.Entry<String, JsonNode> name : Tree.entries(names)) {
                onlyNames &= name.getKey().equals("name") || name.getKey().equals("generateName");
            }
            if (onlyNames) {
                rest.remove("properties");
            }
            if (!rest.isEmpty()) {
                found.forbidden(
                        at,
                        "must not specify anything other than name and generateName, but metadata is implicitly "
                                + "specified");
            }
        }
    }

    private static boolean isIntOrString(JsonNode anyOf) {
        return anyOf.size() == 2
                && anyOf.get(0).size() == 1
                && anyOf.get(1).size() == 1
                && Tree.text(anyOf.get(0), "type").equals("integer")
                && Tree.text(anyOf.get(1), "type").equals("string");
    }

    private static boolean isIntOrStringFirst(JsonNode schema) {
        JsonNode allOf = Tree.get(schema, "allOf");
        return !allOf.isEmpty() && isIntOrString(Tree.get(allOf.get(0), "anyOf"));
    }

    private void values(JsonNode schema, Path path, boolean skipAnyOf, boolean skipFirst) {
        for (String junctor : JUNCTORS) {
            JsonNode parts = Tree.get(schema, junctor);
            for (int i = 0; i < parts.size(); i++) {
                if (!(junctor.equals("anyOf") && skipAnyOf)) {
                    nested(parts.get(i), path.child(junctor).index(i), junctor.equals("allOf") && i == 0 && skipFirst);
                }
            }
        }
        if (Tree.has(schema, "not")) {
            nested(schema.get("not"), path.child("not"), false);
        }
        String pattern = Tree.text(schema, "pattern");
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            found.invalid(
                    path.child("pattern"), pattern, "must be a valid regular expression, but isn't: " + e.getMessage());
        }
    }

    /** Below a junctor a schema may only constrain values. */
    private void nested(JsonNode schema, Path path, boolean skipAnyOf) {
        values(schema, path, skipAnyOf, false);
        if (Tree.get(schema, "items").isObject()) {
            nested(schema.get("items"), path.child("items"), false);
        }
        for (Map.Entry<String, JsonNode> property : Tree.entries(Tree.get(schema, "properties"))) {
            nested(property.getValue(), path.child("properties").key(property.getKey()), false);
        }
        forbid(schema, "type", "must be empty to be structural", path);
        forbid(schema, "additionalProperties", "must be undefined to be structural", path);
        forbid(schema, "default", "must be undefined to be structural", path);
        forbid(schema, "title", "must be empty to be structural", path);
        forbid(schema, "description", "must be empty to be structural", path);
        forbid(schema, "nullable", "must be false to be structural", path);
        forbid(schema, "x-kubernetes-preserve-unknown-fields", "must be false to be structural", path);
        forbid(schema, "x-kubernetes-embedded-resource", "must be false to be structural", path);
        forbid(schema, "x-kubernetes-int-or-string", "must be false to be structural", path);
        forbid(schema, "x-kubernetes-list-map-keys", "must be empty to be structural", path);
        forbid(schema, "x-kubernetes-list-type", "must be undefined to be structural", path);
        forbid(schema, "x-kubernetes-map-type", "must be undefined to be structural", path);
        forbid(schema, "x-kubernetes-validations", "must be empty to be structural", path);
        if (Tree.has(Tree.get(schema, "properties"), "metadata")) {
            found.forbidden(path.child("properties").key("metadata"), "must not be specified in a nested context");
        }
    }

    private void forbid(JsonNode schema, String field, String detail, Path path) {
        JsonNode value = Tree.get(schema, field);
        boolean set = value.isBoolean()
                ? value.booleanValue() || field.startsWith("a") || field.equals("default")
                : field.equals("default") ? !value.isMissingNode() : !Tree.isEmpty(value) || value.isObject();
        if (set) {
            found.forbidden(path.child(field), detail);
        }
    }

    /** Every field a junctor speaks of must be specified outside of junctors too. */
    private void complete(JsonNode schema, JsonNode shape, Path path) {
        for (String junctor : JUNCTORS) {
            JsonNode parts = Tree.get(schema, junctor);
            for (int i = 0; i < parts.size(); i++) {
                completeNested(parts.get(i), shape, path.child(junctor).index(i), path);
            }
        }
        if (Tree.has(schema, "not")) {
            completeNested(schema.get("not"), shape, path.child("not"), path);
        }
    }

    private void completeNested(JsonNode nested, JsonNode shape, Path path, Path shapePath) {
        complete(nested, shape, path);
        JsonNode items = Tree.get(nested, "items");
        if (items.isObject()) {
            if (Tree.get(shape, "items").isObject()) {
                completeNested(items, shape.get("items"), path.child("items"), shapePath.child("items"));
            } else {
                found.required(shapePath.child("items"), "because it is defined in " + path.child("items"));
            }
        }
        for (Map.Entry<String, JsonNode> property : Tree.entries(Tree.get(nested, "properties"))) {
            Path at = path.child("properties").key(property.getKey());
            Path shapeAt = shapePath.child("properties").key(property.getKey());
            JsonNode known = Tree.get(Tree.get(shape, "properties"), property.getKey());
            if (known.isObject()) {
                completeNested(property.getValue(), known, at, shapeAt);
            } else {
                found.required(shapeAt, "because it is defined in " + at);
            }
        }
    }
}
