package dev.coracle.apiserver.kinds.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldError;
import dev.coracle.apiserver.field.FieldErrors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Definitions that must not be let in; every expectation was given by a real kube-apiserver 1.36. */
class DefinitionValidationTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SPEC = "spec.validation.openAPIV3Schema.properties[spec]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {type: array}                                   | .items: Required value: must be specified
        {}                                              | .type: Required value: must not be empty for specified object fields
        {type: foo}                                     | .type: Unsupported value: "foo": supported values: "array", "boolean", "integer", "number", "object", "string"
        {type: string, pattern: "("}                    | .pattern: Invalid value: "(": must be a valid regular expression, but isn't: error parsing regexp: missing closing )
        {type: string, default: 5}                      | .default: Invalid value: "integer":  in body must be of type string: "integer"
        {type: integer, anyOf: [{type: integer}]}       | .anyOf[0].type: Forbidden: must be empty to be structural
        {type: string, x-kubernetes-list-type: set}     | .type: Invalid value: "string": must be array if x-kubernetes-list-type is specified
        {type: object, x-kubernetes-preserve-unknown-fields: false} | .x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined
        {type: array, uniqueItems: true, items: {type: string}} | .uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic
        {type: object, additionalProperties: {type: string}, properties: {a: {type: string}}} | .additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive
        """)
    void refusesSchemasInUpstreamsWords(String schema, String expected) {
        assertThat(errors(withSpec(schema), null)).contains(SPEC + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        x-kubernetes-preserve-unknown-fields: true, default: {kind: Pod} | .default.apiVersion: Required value
        x-kubernetes-preserve-unknown-fields: true, default: {apiVersion: v1, kind: 5} | .default.kind: Invalid value: 5: must be a string
        x-kubernetes-preserve-unknown-fields: true, default: {apiVersion: v1, kind: Pod, metadata: {name: a/b}} | .default.metadata.name: Invalid value: "a/b": may not contain '/'
        properties: {metadata: {type: object, properties: {name: {type: string, default: a/b}}}} | .properties[metadata].properties[name].default: Invalid value: "a/b": must result in valid metadata: metadata.name: Invalid value: "a/b": may not contain '/'
        properties: {metadata: {type: object, properties: {finalizers: {type: array, items: {type: string, default: a/b/c}}}}} | .properties[metadata].properties[finalizers].items.default: Invalid value: "a/b/c": must result in valid metadata: metadata.finalizers: Invalid value: "a/b/c": a valid label key must consist of
        properties: {kind: {type: string, default: _}} | .properties[kind].default: Invalid value: "_": must result in valid metadata: kind: Invalid value: "_": may have mixed case, but should otherwise match: a DNS-1035 label must consist of
        properties: {apiVersion: {type: string, default: a/b/c}} | .properties[apiVersion].default: Invalid value: "a/b/c": must result in valid metadata: apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c
        """)
    void refusesDefaultsThatMakeNoResource(String schema, String expected) {
        assertThat(errors(withSpec("{type: object, x-kubernetes-embedded-resource: true, " + schema + "}"), null))
                .contains(SPEC + expected);
    }

    @Test
    void takesDefaultsOfAnEmbeddedResourcesMetadata() {
        ObjectNode crd = withSpec("{type: object, x-kubernetes-embedded-resource: true, properties: {metadata: "
                + "{type: object, properties: {name: {type: string, default: fine}}}}}");

        assertThat(errors(crd, null)).isEmpty();
    }

    private static ObjectNode withSpec(String schema) {
        ObjectNode crd = definition();
        ((ObjectNode) crd.at("/spec/versions/0/schema/openAPIV3Schema/properties")).set("spec", flow(schema));
        return crd;
    }

    @Test
    void takesAPlainDefinition() {
        assertThat(errors(definition(), null)).isEmpty();
    }

    @Test
    void bindsTheNameToPluralAndGroup() {
        ObjectNode crd = definition();
        ((ObjectNode) crd.get("metadata")).put("name", "a.b");

        assertThat(errors(crd, null))
                .isEqualTo("metadata.name: Invalid value: \"a.b\": must be spec.names.plural+\".\"+spec.group");
    }

    @Test
    void keepsTheVersionsThatMayBeStored() {
        ObjectNode crd = definition();
        ((ObjectNode) crd.at("/spec/versions/0")).put("name", "v2");
        ((com.fasterxml.jackson.databind.node.ArrayNode) crd.at("/status/storedVersions")).add("v2");

        assertThat(errors(crd, definition()))
                .startsWith("status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was "
                        + "previously a storage version");
    }

    @Test
    void keepsScopeAndKindOnceEstablished() {
        ObjectNode old = definition();
        ((ObjectNode) old.get("status"))
                .putArray("conditions")
                .addObject()
                .put("type", "Established")
                .put("status", "True");
        ObjectNode crd = old.deepCopy();
        ((ObjectNode) crd.get("spec")).put("scope", "Cluster");

        assertThat(errors(crd, old)).isEqualTo("spec.scope: Invalid value: \"Cluster\": field is immutable");
    }

    private static ObjectNode definition() {
        return flow(
                "{metadata: {name: bads.example.com}, spec: {group: example.com, scope: Namespaced, names: {plural: bads, "
                        + "singular: bad, kind: Bad, listKind: BadList}, versions: [{name: v1, served: true, storage: true, schema: "
                        + "{openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}}]}, status: {storedVersions: "
                        + "[v1]}}");
    }

    private static ObjectNode flow(String yaml) {
        return MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private static String errors(ObjectNode crd, ObjectNode old) {
        FieldErrors errors = new FieldErrors();
        DefinitionValidation.validate(crd, old, errors);
        return errors.all().stream().map(FieldError::toString).collect(Collectors.joining("; "));
    }
}
