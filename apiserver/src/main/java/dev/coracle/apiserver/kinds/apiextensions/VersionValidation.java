package dev.coracle.apiserver.kinds.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of one version of a CustomResourceDefinition. Stateless. */
final class VersionValidation {
    private static final int MAX_WARNING = 256;
    private static final int MAX_SELECTABLE_FIELDS = 8;
    private static final List<String> COLUMN_TYPES = List.of("boolean", "date", "integer", "number", "string");
    private static final List<String> COLUMN_FORMATS =
            List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
    /** What may stand at the root of a schema with a status subresource, by its name in Go. */
    private static final String AT_ROOT =
            "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern "
                    + "MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example "
                    + "XPreserveUnknownFields XValidations]";

    private static final Set<String> NOT_AT_ROOT = Set.of(
            "id",
            "$schema",
            "$ref",
            "default",
            "enum",
            "maxProperties",
            "minProperties",
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "additionalProperties",
            "patternProperties",
            "dependencies",
            "additionalItems",
            "definitions",
            "nullable",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-list-type",
            "x-kubernetes-map-type");

    private VersionValidation() {}

    /** @param hoisted the fields that are validated once for all versions */
    static void validate(JsonNode version, Set<String> hoisted, Path path, FieldErrors errors) {
        deprecation(version, path.child("deprecationWarning"), errors);
        if (!hoisted.contains("schema")) {
            schema(version, path.child("schema"), errors);
        }
        part(version, Tree.get(version, "schema", "openAPIV3Schema"), hoisted, path, errors);
    }

    /**
     * What all versions have alike, which upstream's internal type keeps at one place.
     *
     * @param hoisted the fields that are alike
     */
    static void validateCommon(JsonNode version, Set<String> hoisted, Path path, FieldErrors errors) {
        if (hoisted.contains("schema")) {
            schema(version, path.child("validation"), errors);
        }
        Set<String> others = new HashSet<>(Set.of("subresources", "additionalPrinterColumns", "selectableFields"));
        others.removeAll(hoisted);
        JsonNode schema =
                hoisted.contains("schema") ? Tree.get(version, "schema", "openAPIV3Schema") : MissingNode.getInstance();
        part(version, schema, others, path, errors);
    }

    private static void schema(JsonNode version, Path path, FieldErrors errors) {
        JsonNode schema = Tree.get(version, "schema", "openAPIV3Schema");
        if (schema.isObject()) {
            root(schema, Tree.has(Tree.get(version, "subresources"), "status"), path, errors);
            SchemaValidation.validate(schema, path.child("openAPIV3Schema"), errors);
        }
    }

    /** @param schema what selectable fields are looked up in */
    private static void part(JsonNode version, JsonNode schema, Set<String> skipped, Path path, FieldErrors errors) {
        JsonNode scale = Tree.get(version, "subresources", "scale");
        if (!skipped.contains("subresources") && !scale.isMissingNode()) {
            scale(scale, path.child("subresources"), errors);
        }
        JsonNode columns = Tree.get(version, "additionalPrinterColumns");
        for (int i = 0; !skipped.contains("additionalPrinterColumns") && i < columns.size(); i++) {
            column(columns.get(i), path.child("additionalPrinterColumns").index(i), errors);
        }
        if (!skipped.contains("selectableFields")) {
            selectable(Tree.get(version, "selectableFields"), schema, path.child("selectableFields"), errors);
        }
    }

    private static void deprecation(JsonNode version, Path path, FieldErrors errors) {
        if (!Tree.has(version, "deprecationWarning")) {
            return;
        }
        String warning = Tree.text(version, "deprecationWarning");
        if (!Tree.flag(version, "deprecated")) {
            errors.invalid(path, warning, "can only be set for deprecated versions");
            return;
        }
        if (warning.length() > MAX_WARNING) {
            errors.invalid(path, warning, "must be <= 256 characters long");
        }
        if (warning.isEmpty()) {
            errors.invalid(path, warning, "must not be an empty string");
        }
        for (int i = 0; i < warning.length(); i++) {
            if (Character.isISOControl(warning.charAt(i))) {
                errors.invalid(
                        path,
                        warning,
                        "must only contain printable UTF-8 characters; non-printable character found at index " + i);
                break;
            }
        }
    }

    private static void root(JsonNode schema, boolean hasStatus, Path path, FieldErrors errors) {
        if (hasStatus) {
            for (Map.Entry<String, JsonNode> field : Tree.entries(schema)) {
                if (field.getKey().equals("type") && !Tree.text(schema, "type").equals("object")) {
                    errors.invalid(
                            path.child("openAPIV3Schema.type"),
                            Tree.text(schema, "type"),
                            "only \"object\" is allowed as the type at the root of the schema if the status subresource "
                                    + "is enabled");
                    break;
                }
                if (NOT_AT_ROOT.contains(field.getKey()) && !Tree.isEmpty(field.getValue())) {
                    errors.invalid(
                            path.child("openAPIV3Schema"),
                            InternalForm.of("JSONSchemaProps", schema),
                            "only " + AT_ROOT + " fields are allowed at the root of the schema if the status "
                                    + "subresource is enabled");
                    break;
                }
            }
        }
        if (Tree.flag(schema, "nullable")) {
            errors.forbidden(path.child("openAPIV3Schema.nullable"), "nullable cannot be true at the root");
        }
    }

    private static void scale(JsonNode scale, Path path, FieldErrors errors) {
        replicas(scale, "specReplicasPath", ".spec", path, errors);
        replicas(scale, "statusReplicasPath", ".status", path, errors);
        String selector = Tree.text(scale, "labelSelectorPath");
        if (!selector.isEmpty() && isSimple(selector, path.child("scale.labelSelectorPath"), errors)) {
            if (!selector.startsWith(".spec.") && !selector.startsWith(".status.")) {
                errors.invalid(
                        path.child("scale.labelSelectorPath"),
                        selector,
                        "should be a json path under either .spec or .status");
            }
        }
    }

    private static void replicas(JsonNode scale, String field, String below, Path path, FieldErrors errors) {
        Path at = path.child("scale." + field);
        String value = Tree.text(scale, field);
        if (value.isEmpty()) {
            errors.required(at, "");
        } else if (isSimple(value, at, errors) && !value.startsWith(below + ".")) {
            errors.invalid(at, value, "should be a json path under " + below);
        }
    }

    private static boolean isSimple(String jsonPath, Path path, FieldErrors errors) {
        if (jsonPath.charAt(0) == '.') {
            return true;
        }
        errors.invalid(path, jsonPath, "must be a simple json path starting with .");
        return false;
    }

    private static void column(JsonNode column, Path path, FieldErrors errors) {
        if (Tree.text(column, "name").isEmpty()) {
            errors.required(path.child("name"), "");
        }
        String type = Tree.text(column, "type");
        String types = "must be one of " + String.join(",", COLUMN_TYPES);
        if (type.isEmpty()) {
            errors.required(path.child("type"), types);
        } else if (!COLUMN_TYPES.contains(type)) {
            errors.invalid(path.child("type"), type, types);
        }
        String format = Tree.text(column, "format");
        if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
            errors.invalid(path.child("format"), format, "must be one of " + String.join(",", COLUMN_FORMATS));
        }
        String jsonPath = Tree.text(column, "jsonPath");
        if (jsonPath.isEmpty()) {
            errors.required(path.child("JSONPath"), "");
        } else {
            isSimple(jsonPath, path.child("JSONPath"), errors);
        }
    }

    private static void selectable(JsonNode fields, JsonNode schema, Path path, FieldErrors errors) {
        if (!fields.isEmpty() && schema.isMissingNode()) {
            // Upstream's words, of which the second say the opposite of what they mean.
            String rule = path.toString().equals("spec.selectableFields")
                    ? "validations.schema is included"
                    : "`version.schema.openAPIV3Schema` is not included";
            errors.invalid(path, "", "may only be set when " + rule);
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            Path at = path.index(i).child("jsonPath");
            String jsonPath = Tree.text(fields.get(i), "jsonPath");
            if (jsonPath.isEmpty()) {
                errors.required(at, "");
                continue;
            }
            JsonNode found = SchemaPaths.find(jsonPath, schema);
            if (found.isMissingNode()) {
                errors.invalid(at, jsonPath, "is an invalid path: does not refer to a valid field");
                continue;
            }
            if (jsonPath.startsWith(".metadata.")) {
                errors.invalid(at, jsonPath, "must not point to fields in metadata");
            }
            if (!Set.of("string", "boolean", "integer").contains(Tree.text(found, "type"))) {
                errors.invalid(
                        at,
                        jsonPath,
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with "
                                + "formats are allowed.");
            }
            if (!seen.add(jsonPath)) {
                errors.duplicate(at, jsonPath);
            }
        }
        if (seen.size() > MAX_SELECTABLE_FIELDS) {
            errors.tooMany(path, seen.size(), MAX_SELECTABLE_FIELDS);
        }
    }
}
