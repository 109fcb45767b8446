package dev.coracle.apiserver.kinds.apiextensions;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold of a version's schema. Stateless. */
final class SchemaValidation {
    private static final Set<String> RESOURCE_FIELDS = Set.of("metadata", "kind", "apiVersion");
    private static final List<String> JUNCTORS = List.of("allOf", "oneOf", "anyOf");
    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String MAP_TYPE = "x-kubernetes-map-type";
    private static final String KEYS = "x-kubernetes-list-map-keys";
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";
    private static final String PRESERVES = "x-kubernetes-preserve-unknown-fields";

    private static final FieldRule UNSUPPORTED = all(
            field("id").forbidden("id is not supported"),
            field("additionalItems").forbidden("additionalItems is not supported"),
            field("patternProperties").forbidden("patternProperties is not supported"),
            field("definitions").forbidden("definitions is not supported"),
            field("dependencies").forbidden("dependencies is not supported"),
            field("$ref").forbidden("$ref is not supported"),
            choice("type")
                    .when(
                            "null",
                            field("type").forbidden("type cannot be set to null, use nullable as an alternative")),
            field("items")
                    .when(
                            items -> !items.isArray(),
                            items -> items.forbidden("items must be a schema object and not an array")));
    private static final FieldRule TYPE =
            field("type").unlessEmpty().oneOf("array", "boolean", "integer", "number", "object", "string");
    private static final FieldRule NO_UNIQUE_ITEMS = field("uniqueItems")
            .when(
                    unique -> !unique.asBoolean(false),
                    unique -> unique.forbidden(
                            "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
    private static final FieldRule OPEN = field(PRESERVES)
            .when(
                    preserves -> !preserves.isBoolean() || preserves.booleanValue(),
                    preserves -> preserves.invalid("must be true or undefined"));
    private static final FieldRule MAP = field(MAP_TYPE)
            .to(mapType ->
                    requireType(mapType.parent(), "object", "must be object if x-kubernetes-map-type is specified"))
            .optional()
            .oneOf("atomic", "granular");
    private static final FieldRule KNOWN_LIST_TYPE =
            field(LIST_TYPE).unlessEmpty().oneOf("atomic", "set", "map");

    private SchemaValidation() {}

    static void validate(Field schema) {
        FieldErrors errors = schema.errors();
        List<FieldError> structural = StructuralValidation.validate(schema);
        FieldErrors found = new FieldErrors();
        node(Field.of(schema.node(), schema.path(), found), Place.ROOT);
        if (structural.isEmpty()) {
            long before = errors.count();
            DefaultValidation.validate(schema);
            if (errors.count() == before && found.isEmpty()) {
                RuleValidation.validate(Field.of(schema.node(), schema.path(), found));
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

    private static void node(Field schema, Place place) {
        standard(schema, place);
        NO_UNIQUE_ITEMS.check(schema);
        additional(schema, place);
        for (Field property : schema.at("properties").entries()) {
            Place below = place.below();
            boolean resource = place.root() || schema.flag(EMBEDDED);
            if (resource && RESOURCE_FIELDS.contains(property.name())) {
                below = below.meta();
                if (place.root()) {
                    below = below.withoutDefaults("in top-level " + property.name());
                }
            }
            node(property, below);
        }
        if (schema.has("not")) {
            node(schema.at("not"), place.below());
        }
        for (String junctor : JUNCTORS) {
            schema.each(junctor).forEach(part -> node(part, place.below()));
        }
        if (schema.at("items").node().isObject()) {
            node(schema.at("items"), place.below());
        }
        extensions(schema);
        RuleValidation.form(schema);
    }

    private static void additional(Field schema, Place place) {
        Field additional = schema.at("additionalProperties");
        boolean isSchema = additional.node().isObject();
        boolean allows = isSchema || additional.flag();
        if (additional.isPresent() && !schema.isEmpty("properties") && (!allows || isSchema)) {
            additional.forbidden("additionalProperties and properties are mutual exclusive");
        }
        if (isSchema) {
            node(
                    additional,
                    place.insideMeta()
                            ? place.withoutDefaults("inside additionalProperties applying to object metadata")
                            : place.below());
        }
    }

    private static void standard(Field schema, Place place) {
        TYPE.check(schema);
        if (schema.has("default") && !place.noDefaults().isEmpty()) {
            schema.at("default").forbidden("must not be set " + place.noDefaults());
        }
        UNSUPPORTED.check(schema);
        if (place.insideMeta() && schema.flag(EMBEDDED)) {
            schema.at(EMBEDDED).forbidden("must not be used inside of resource meta");
        }
    }

    private static void extensions(Field schema) {
        OPEN.check(schema);
        MAP.check(schema);
        Field listType = schema.at(LIST_TYPE);
        Field keys = schema.at(KEYS);
        if (!listType.isEmpty()) {
            if (!schema.text("type").equals("array")) {
                requireType(schema, "array", "must be array if x-kubernetes-list-type is specified");
            } else if (listType.text().equals("set")) {
                atomicItems(schema.at("items"));
            }
            KNOWN_LIST_TYPE.check(schema);
        }
        boolean isMap = listType.text().equals("map");
        if (!keys.isEmpty() && !isMap) {
            String detail = "must be map if x-kubernetes-list-map-keys is non-empty";
            if (listType.isEmpty()) {
                listType.required(detail);
            } else {
                listType.invalid(detail);
            }
        }
        if (isMap) {
            listMap(keys, schema.at("items"));
        }
        if ((isMap || listType.text().equals("set")) && schema.at("items").flag("nullable")) {
            schema.at("items", "nullable")
                    .forbidden("cannot be nullable when x-kubernetes-list-type is " + listType.text());
        }
        if (isMap) {
            keyProperties(keys, schema.at("items"));
        }
    }

    private static void requireType(Field schema, String wanted, String detail) {
        Field type = schema.at("type");
        if (type.isEmpty()) {
            type.required(detail);
        } else if (!type.text().equals(wanted)) {
            type.invalid(detail);
        }
    }

    private static void atomicItems(Field items) {
        String detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        Field listType = items.at(LIST_TYPE);
        if (items.text("type").equals("array")
                && !listType.isEmpty()
                && !listType.text().equals("atomic")) {
            listType.invalid(detail);
        }
        if (items.text("type").equals("object") && !items.text(MAP_TYPE).equals("atomic")) {
            items.at(MAP_TYPE).invalid(null, detail);
        }
    }

    private static void listMap(Field keys, Field items) {
        if (keys.isEmpty()) {
            keys.required("must not be empty if x-kubernetes-list-type is map");
        }
        if (!items.isPresent()) {
            items.required("must have a schema if x-kubernetes-list-type is map");
            return;
        }
        String type = items.text("type");
        if (!type.equals("object")) {
            items.at("type").invalid(type, "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (JsonNode key : keys.node()) {
            Field property = items.at("properties").key(key.asText());
            if (!property.isPresent()) {
                keys.invalid("entries must all be names of item properties");
            } else if (Set.of("array", "object").contains(property.text("type"))) {
                property.at("type")
                        .invalid(type, "must be a scalar type if parent array's x-kubernetes-list-type is map");
            }
            if (!seen.add(key.asText())) {
                keys.invalid("must not contain duplicate entries");
            }
        }
    }

    private static void keyProperties(Field keys, Field items) {
        Set<String> required = items.at("required").texts();
        for (JsonNode key : keys.node()) {
            Field property = items.at("properties").key(key.asText());
            if (!property.isPresent()) {
                continue;
            }
            if (!required.contains(key.asText()) && !property.has("default")) {
                property.at("default")
                        .required("this property is in x-kubernetes-list-map-keys, so it must have a default or be a"
                                + " required property");
            }
            if (property.flag("nullable")) {
                property.at("nullable")
                        .forbidden("this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            }
        }
    }
}
