package dev.coracle.apiserver.kinds.apiextensions;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;
import static dev.coracle.machinery.validation.FieldRule.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
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
    private static final String TYPE_RULE = "must be one of " + String.join(",", COLUMN_TYPES);
    private static final FieldRule COLUMN = all(
            required("name"),
            field("type").required(TYPE_RULE).matches(COLUMN_TYPES::contains, TYPE_RULE),
            field("format")
                    .unlessEmpty()
                    .matches(COLUMN_FORMATS::contains, "must be one of " + String.join(",", COLUMN_FORMATS)),
            VersionValidation::columnPath);

    private VersionValidation() {}

    /** @param hoisted the fields that are validated once for all versions */
    static void validate(Field version, Set<String> hoisted) {
        deprecation(version);
        if (!hoisted.contains("schema")) {
            schema(version, version.at("schema"));
        }
        part(version, Tree.get(version.node(), "schema", "openAPIV3Schema"), hoisted);
    }

    /**
     * What all versions have alike, which upstream's internal type keeps at one place.
     *
     * @param version one of them, at the place of the spec
     * @param hoisted the fields that are alike
     */
    static void validateCommon(Field version, Set<String> hoisted) {
        JsonNode schema = MissingNode.getInstance();
        if (hoisted.contains("schema")) {
            schema = Tree.get(version.node(), "schema", "openAPIV3Schema");
            schema(version, version.at("schema").as("validation"));
        }
        Set<String> others = new HashSet<>(Set.of("subresources", "additionalPrinterColumns", "selectableFields"));
        others.removeAll(hoisted);
        part(version, schema, others);
    }

    private static void schema(Field version, Field validation) {
        Field schema = validation.at("openAPIV3Schema");
        if (schema.node().isObject()) {
            root(schema, version.at("subresources").has("status"));
            SchemaValidation.validate(schema);
        }
    }

    /** @param schema what selectable fields are looked up in */
    private static void part(Field version, JsonNode schema, Set<String> skipped) {
        Field scale = version.at("subresources", "scale");
        if (!skipped.contains("subresources") && scale.isPresent()) {
            scale(scale);
        }
        if (!skipped.contains("additionalPrinterColumns")) {
            version.each("additionalPrinterColumns").forEach(COLUMN::check);
        }
        if (!skipped.contains("selectableFields")) {
            selectable(version.at("selectableFields"), schema);
        }
    }

    private static void deprecation(Field version) {
        Field warning = version.at("deprecationWarning");
        if (!warning.isPresent()) {
            return;
        }
        String text = warning.text();
        if (!version.flag("deprecated")) {
            warning.invalid("can only be set for deprecated versions");
            return;
        }
        if (text.length() > MAX_WARNING) {
            warning.invalid("must be <= 256 characters long");
        }
        if (text.isEmpty()) {
            warning.invalid("must not be an empty string");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                warning.invalid(
                        "must only contain printable UTF-8 characters; non-printable character found at index " + i);
                break;
            }
        }
    }

    private static void root(Field schema, boolean hasStatus) {
        if (hasStatus) {
            for (Map.Entry<String, JsonNode> field : Tree.entries(schema.node())) {
                if (field.getKey().equals("type") && !schema.text("type").equals("object")) {
                    schema.at("type")
                            .invalid("only \"object\" is allowed as the type at the root of the schema if the status"
                                    + " subresource is enabled");
                    break;
                }
                if (NOT_AT_ROOT.contains(field.getKey()) && !Tree.isEmpty(field.getValue())) {
                    schema.invalid(
                            InternalForm.of("JSONSchemaProps", schema.node()),
                            "only " + AT_ROOT + " fields are allowed at the root of the schema if the status"
                                    + " subresource is enabled");
                    break;
                }
            }
        }
        if (schema.flag("nullable")) {
            schema.at("nullable").forbidden("nullable cannot be true at the root");
        }
    }

    private static void scale(Field scale) {
        replicas(scale.at("specReplicasPath"), ".spec");
        replicas(scale.at("statusReplicasPath"), ".status");
        Field selector = scale.at("labelSelectorPath");
        String text = selector.text();
        if (!text.isEmpty() && isSimple(selector) && !text.startsWith(".spec.") && !text.startsWith(".status.")) {
            selector.invalid("should be a json path under either .spec or .status");
        }
    }

    private static void replicas(Field path, String below) {
        if (path.isEmpty()) {
            path.required("");
        } else if (isSimple(path) && !path.text().startsWith(below + ".")) {
            path.invalid("should be a json path under " + below);
        }
    }

    private static boolean isSimple(Field path) {
        if (path.text().charAt(0) == '.') {
            return true;
        }
        path.invalid("must be a simple json path starting with .");
        return false;
    }

    private static void columnPath(Field column) {
        Field path = column.at("jsonPath").as("JSONPath");
        if (path.isEmpty()) {
            path.required("");
        } else {
            isSimple(path);
        }
    }

    private static void selectable(Field fields, JsonNode schema) {
        if (!fields.isEmpty() && schema.isMissingNode()) {
            // Upstream's words, of which the second say the opposite of what they mean.
            String rule = fields.path().toString().equals("spec.selectableFields")
                    ? "validations.schema is included"
                    : "`version.schema.openAPIV3Schema` is not included";
            fields.invalid("", "may only be set when " + rule);
            return;
        }
        Set<String> seen = new HashSet<>();
        fields.each().forEach(field -> selectable(field.at("jsonPath"), schema, seen));
        if (seen.size() > MAX_SELECTABLE_FIELDS) {
            fields.errors().tooMany(fields.path(), seen.size(), MAX_SELECTABLE_FIELDS);
        }
    }

    private static void selectable(Field path, JsonNode schema, Set<String> seen) {
        if (path.isEmpty()) {
            path.required("");
            return;
        }
        JsonNode found = SchemaPaths.find(path.text(), schema);
        if (found.isMissingNode()) {
            path.invalid("is an invalid path: does not refer to a valid field");
            return;
        }
        if (path.text().startsWith(".metadata.")) {
            path.invalid("must not point to fields in metadata");
        }
        if (!Set.of("string", "boolean", "integer").contains(Tree.text(found, "type"))) {
            path.invalid("must point to a field of type string, boolean or integer. Enum string fields and strings with"
                    + " formats are allowed.");
        }
        if (!seen.add(path.text())) {
            path.duplicate();
        }
    }
}
