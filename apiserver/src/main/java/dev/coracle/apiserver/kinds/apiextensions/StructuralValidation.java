package dev.coracle.apiserver.kinds.apiextensions;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a schema is structural: its shape stands outside of the value validations, and every field has a type. */
final class StructuralValidation {
    private static final List<String> JUNCTORS = List.of("anyOf", "allOf", "oneOf");
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    private static final String PRESERVES = "x-kubernetes-preserve-unknown-fields";
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";

    /** What a schema below a junctor says nothing of. */
    private static final FieldRule NESTED = all(
            unset("type", "empty"),
            undefined("additionalProperties"),
            undefined("default"),
            unset("title", "empty"),
            unset("description", "empty"),
            unset("nullable", "false"),
            unset(PRESERVES, "false"),
            unset(EMBEDDED, "false"),
            unset(INT_OR_STRING, "false"),
            unset("x-kubernetes-list-map-keys", "empty"),
            unset("x-kubernetes-list-type", "undefined"),
            unset("x-kubernetes-map-type", "undefined"),
            unset("x-kubernetes-validations", "empty"));

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
    static List<FieldError> validate(Field schema) {
        FieldErrors found = new FieldErrors();
        Field root = Field.of(schema.node(), schema.path(), found);
        shape(root, Level.ROOT);
        complete(root, root);
        List<FieldError> errors = new ArrayList<>(found.all());
        errors.sort(Comparator.comparing(FieldError::toString));
        return errors;
    }

    private static void shape(Field schema, Level level) {
        Field type = schema.at("type");
        Field items = schema.at("items");
        if (type.text().equals("array") && !items.isPresent()) {
            items.required("must be specified");
        }
        if (items.node().isObject()) {
            shape(items, Level.ITEM);
        }
        schema.at("properties").entries().forEach(property -> shape(property, Level.FIELD));
        Field additional = schema.at("additionalProperties");
        if (additional.isPresent() && level == Level.ROOT) {
            additional.forbidden("must not be used at the root");
        }
        if (additional.node().isObject()) {
            shape(additional, Level.FIELD);
        }
        boolean intOrString = schema.flag(INT_OR_STRING);
        boolean preserves = schema.flag(PRESERVES);
        boolean embedded = schema.flag(EMBEDDED);
        for (String extension : List.of(PRESERVES, EMBEDDED)) {
            if (intOrString && schema.flag(extension)) {
                schema.at(extension).invalid("must be false if x-kubernetes-int-or-string is true");
            }
        }
        values(schema, isIntOrString(schema.at("anyOf").node()), isIntOrStringFirst(schema.node()));
        if (embedded && !type.text().equals("object")) {
            mustBeObject(type);
        } else if (type.isEmpty() && !intOrString && !preserves) {
            type.required("must not be empty " + level.where);
        }
        if (embedded && additional.isPresent()) {
            additional.forbidden("must not be used if x-kubernetes-embedded-resource is set");
        }
        if (level == Level.ROOT && !type.isEmpty() && !type.text().equals("object")) {
            type.invalid("must be object at the root");
        }
        resource(schema.at("properties"), level, embedded);
        if (embedded && !preserves && schema.isEmpty("properties")) {
            schema.at("properties")
                    .required("must not be empty if x-kubernetes-embedded-resource is true without"
                            + " x-kubernetes-preserve-unknown-fields");
        }
    }

    private static void mustBeObject(Field type) {
        String detail = "must be object if x-kubernetes-embedded-resource is true";
        if (type.isEmpty()) {
            type.required(detail);
        } else {
            type.invalid(detail);
        }
    }

    /** What a schema may say of the fields every resource has. */
    private static void resource(Field properties, Level level, boolean embedded) {
        boolean checked = level == Level.ROOT || embedded;
        for (String name : List.of("kind", "apiVersion")) {
            Field type = properties.key(name).at("type");
            if (checked
                    && properties.key(name).node().isObject()
                    && !type.text().equals("string")) {
                type.invalid(type.text(), "must be string");
            }
        }
        Field metadata = properties.key("metadata");
        if (!(metadata.node() instanceof ObjectNode schema)) {
            return;
        }
        if (checked && !metadata.text("type").equals("object")) {
            metadata.at("type").invalid(metadata.text("type"), "must be object");
        }
        if (level == Level.ROOT && !isPlain(schema)) {
            metadata.forbidden("must not specify anything other than name and generateName, but metadata is implicitly"
                    + " specified");
        }
    }

    /** Whether a schema of metadata speaks of nothing but names. */
    private static boolean isPlain(ObjectNode metadata) {
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            boolean plain = switch (entry.getKey()) {
                case "type", "default", "description" -> true;
                case "properties" -> {
                    Set<String> names = new HashSet<>();
                    entry.getValue().fieldNames().forEachRemaining(names::add);
                    yield Set.of("name", "generateName").containsAll(names);
                }
                default -> false;
            };
            if (!plain) {
                return false;
            }
        }
        return true;
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

    private static void values(Field schema, boolean skipAnyOf, boolean skipFirst) {
        for (String junctor : JUNCTORS) {
            if (!junctor.equals("anyOf") || !skipAnyOf) {
                for (Field part : schema.each(junctor)) {
                    nested(part, junctor.equals("allOf") && part.index() == 0 && skipFirst);
                }
            }
        }
        if (schema.has("not")) {
            nested(schema.at("not"), false);
        }
        try {
            Pattern.compile(schema.text("pattern"));
        } catch (PatternSyntaxException e) {
            schema.at("pattern").invalid("must be a valid regular expression, but isn't: " + e.getMessage());
        }
    }

    /** Below a junctor a schema may only constrain values. */
    private static void nested(Field schema, boolean skipAnyOf) {
        values(schema, skipAnyOf, false);
        if (schema.at("items").node().isObject()) {
            nested(schema.at("items"), false);
        }
        schema.at("properties").entries().forEach(property -> nested(property, false));
        NESTED.check(schema);
        Field metadata = schema.at("properties").key("metadata");
        if (metadata.isPresent()) {
            metadata.forbidden("must not be specified in a nested context");
        }
    }

    private static FieldRule unset(String name, String what) {
        return field(name)
                .when(
                        value -> value.isBoolean() ? !value.booleanValue() : Tree.isEmpty(value) && !value.isObject(),
                        value -> value.forbidden("must be " + what + " to be structural"));
    }

    private static FieldRule undefined(String name) {
        return field(name).forbidden("must be undefined to be structural");
    }

    /** Every field a junctor speaks of must be specified outside of junctors too. */
    private static void complete(Field schema, Field shape) {
        for (String junctor : JUNCTORS) {
            schema.each(junctor).forEach(part -> completeNested(part, shape));
        }
        if (schema.has("not")) {
            completeNested(schema.at("not"), shape);
        }
    }

    private static void completeNested(Field nested, Field shape) {
        complete(nested, shape);
        if (nested.at("items").node().isObject()) {
            completePart(nested.at("items"), shape.at("items"));
        }
        for (Field property : nested.at("properties").entries()) {
            completePart(property, shape.at("properties").key(property.name()));
        }
    }

    private static void completePart(Field nested, Field shape) {
        if (shape.node().isObject()) {
            completeNested(nested, shape);
        } else {
            shape.required("because it is defined in " + nested.path());
        }
    }
}
