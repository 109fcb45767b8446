package dev.coracle.apiserver.customresources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.customresources.values.Correlation;
import dev.coracle.apiserver.customresources.values.ListTypes;
import dev.coracle.apiserver.customresources.values.ValueSchema;
import dev.coracle.apiserver.customresources.values.ValueValidation;
import dev.coracle.machinery.field.FieldError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values against schemas; every expectation was given by a real kube-apiserver 1.36. */
class ValueValidationTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {type: integer}                            | "a"      | x: Invalid value: "string": x in body must be of type integer: "string"
        {type: integer}                            | 1.5      | x: Invalid value: "number": x in body must be of type integer: "number"; <nil>: Invalid value: "": Checked value must be of type integer (default format) in x
        {type: integer}                            | 2.0      |
        {type: integer}                            | null     | x: Invalid value: "null": x in body must be of type integer: "null"
        {type: string, nullable: true}             | null     |
        {type: integer, minimum: 1}                | 0        | x: Invalid value: 0: x in body should be greater than or equal to 1
        {type: integer, maximum: 10}               | 11       | x: Invalid value: 11: x in body should be less than or equal to 10
        {type: integer, minimum: 1, exclusiveMinimum: true} | 1 | x: Invalid value: 1: x in body should be greater than 1
        {type: number, multipleOf: 0.5}            | 0.7      | x: Invalid value: 0.7: x in body should be a multiple of 0.5
        {type: integer, format: int32}             | 3000000000 | <nil>: Invalid value: "": Checked value must be of type integer with format int32 in x
        {type: string, minLength: 2}               | "a"      | x: Invalid value: "a": x in body should be at least 2 chars long
        {type: string, maxLength: 4}               | "abcde"  | x: Too long: may not be more than 4 bytes
        {type: string, pattern: "^a+$"}            | "b"      | x: Invalid value: "b": x in body should match '^a+$'
        {type: string, enum: [a, b]}               | "c"      | x: Unsupported value: "c": supported values: "a", "b"
        {type: integer, enum: [1, 2]}              | 3        | x: Unsupported value: 3: supported values: "1", "2"
        {type: string, format: uuid}               | "no"     | x: Invalid value: "no": x in body must be of type uuid: "no"
        {type: string, format: ipv4}               | "01.2.3.4" |
        {type: string, format: nonsense}           | "no"     |
        {type: array, items: {type: string}}       | [1]      | x[0]: Invalid value: "integer": x[0] in body must be of type string: "integer"
        {type: array, minItems: 1, items: {type: string}} | [] | x: Invalid value: 0: x in body should have at least 1 items
        {type: array, maxItems: 1, items: {type: string}} | ["a", "b"] | x: Too many: 2: must have at most 1 item
        {type: object, required: [a]}              | {}       | x.a: Required value
        {type: object, maxProperties: 1}           | {"a":1,"b":2} | x: Too many: 2: must have at most 1 item
        {type: object, additionalProperties: {type: integer}} | {"a":"b"} | x.a: Invalid value: "string": x.a in body must be of type integer: "string"
        {x-kubernetes-int-or-string: true}         | true     | x: Invalid value: "boolean": x in body must be of type integer,string: "boolean"
        {type: integer, not: {enum: [5]}}          | 5        | <nil>: Invalid value: "": "x" must not validate the schema (not)
        {type: object, oneOf: [{required: [a]}, {required: [b]}]} | {"a":1,"b":2} | <nil>: Invalid value: "": "x" must validate one and only one schema (oneOf). Found 2 valid alternatives
        {type: integer, anyOf: [{minimum: 10}, {maximum: 2}]} | 5 | <nil>: Invalid value: "": "x" must validate at least one schema (anyOf); x: Invalid value: 5: x in body should be greater than or equal to 10
        """)
    void saysWhatUpstreamSays(String schema, String value, String expected) {
        ObjectNode object = MAPPER.createObjectNode();
        object.set("x", parse(value));

        assertThat(text(ValueValidation.validate(object, ValueSchema.of(around(schema)))))
                .isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void letsPassWhatWasWrongBefore() {
        JsonNode schema =
                around("{type: object, properties: {a: {type: integer, maximum: 1}, b: {type: integer, maximum: 1}}}");
        JsonNode old = parse("{\"x\":{\"a\":5,\"b\":1}}");
        JsonNode changed = parse("{\"x\":{\"a\":5,\"b\":7}}");

        List<FieldError> errors = ValueValidation.validateUpdate(
                new Correlation(changed, old, Structural.root(schema, Structural.ANYTHING)),
                ValueSchema.of(schema),
                "");

        assertThat(text(errors)).isEqualTo("x.b: Invalid value: 7: x.b in body should be less than or equal to 1");
    }

    @Test
    void findsWhatAListHoldsTwice() {
        Structural schema = Structural.root(
                around(
                        "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, "
                                + "properties: {k: {type: string}}}}"),
                Structural.ANYTHING);

        assertThat(text(ListTypes.validate(parse("{\"x\":[{\"k\":\"a\"},{\"k\":\"a\"},{\"k\":\"a\"}]}"), schema)))
                .isEqualTo("x[1]: Duplicate value: {\"k\":\"a\"}");
    }

    private static JsonNode around(String schema) {
        ObjectNode root = MAPPER.createObjectNode().put("type", "object");
        root.putObject("properties").set("x", flow(schema));
        return root;
    }

    /** A schema in YAML's flow style. */
    private static JsonNode flow(String yaml) {
        var settings = org.snakeyaml.engine.v2.api.LoadSettings.builder().build();
        return MAPPER.valueToTree(new org.snakeyaml.engine.v2.api.Load(settings).loadFromString(yaml));
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(List<FieldError> errors) {
        return errors.stream().map(FieldError::toString).collect(Collectors.joining("; "));
    }
}
