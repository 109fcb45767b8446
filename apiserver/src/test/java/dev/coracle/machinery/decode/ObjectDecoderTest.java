package dev.coracle.machinery.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.schema.GroupVersionKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectDecoderTest {
    private static final ObjectDecoder DECODER = SchemaCatalogue.load().decoder();
    private static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");
    private static final GroupVersionKind SECRET = new GroupVersionKind("", "v1", "Secret");
    private static final GroupVersionKind LEASE = new GroupVersionKind("coordination.k8s.io", "v1", "Lease");

    private static Decoded decode(String body, GroupVersionKind kind, FieldValidation validation) {
        BodyFormat format = body.stripLeading().startsWith("{") ? BodyFormat.JSON : BodyFormat.YAML;
        return DECODER.decode(body.getBytes(StandardCharsets.UTF_8), format, DECODER.target(kind), validation);
    }

    private static String refusal(String body, GroupVersionKind kind) {
        return refusal(body, kind, BodyFormat.JSON);
    }

    private static String refusal(String body, GroupVersionKind kind, BodyFormat format) {
        try {
            DECODER.decode(body.getBytes(StandardCharsets.UTF_8), format, DECODER.target(kind), FieldValidation.STRICT);
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(400);
            assertThat(e.reason()).isEqualTo(StatusReason.BAD_REQUEST);
            return e.getMessage();
        }
        throw new AssertionError("was taken: " + body);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void keepsWhatTheSchemaKnowsInTheClientsOrder() {
        ObjectNode object = decode(
                        "{'spec':{'replicas':3,'selector':{'matchLabels':{'a':'b'}}},'kind':'Deployment','metadata':{'name':'web'},'apiVersion':'apps/v1'}"
                                .replace('\'', '"'),
                        DEPLOYMENT,
                        FieldValidation.STRICT)
                .object();
        assertThat(object.toString())
                .isEqualTo(
                        "{'spec':{'replicas':3,'selector':{'matchLabels':{'a':'b'}}},'kind':'Deployment','metadata':{'name':'web'},'apiVersion':'apps/v1'}"
                                .replace('\'', '"'));
    }

    @Test
    void fillsInKindAndVersion() {
        ObjectNode object = decode("{}", DEPLOYMENT, FieldValidation.STRICT).object();
        assertThat(object).isEqualTo(json("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\"}"));
        assertThat(decode("{\"kind\":\"\",\"apiVersion\":\"\"}", DEPLOYMENT, FieldValidation.STRICT)
                        .object())
                .isEqualTo(object);
    }

    @Test
    void dropsNullsAndZeroValuesThatMeanNothing() {
        ObjectNode object = decode("""
                        {"metadata":{"name":"a","creationTimestamp":null,"labels":{}},
                         "spec":{"replicas":0,"paused":false,"strategy":{},"template":{"spec":{"containers":[
                           {"name":"c","env":[{"name":"E","value":""}],"args":[],"resources":{},"stdin":false}]}}},
                         "status":{}}""", DEPLOYMENT, FieldValidation.STRICT).object();
        assertThat(object).isEqualTo(json("""
                                {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"a"},
                                 "spec":{"replicas":0,"strategy":{},"template":{"spec":{"containers":[
                                   {"name":"c","env":[{"name":"E"}],"resources":{}}]}}},"status":{}}"""));
    }

    @Test
    void writesValuesInTheirCanonicalForm() {
        ObjectNode pod = decode("""
                        {"metadata":{"creationTimestamp":"2026-01-02T03:04:05.5+01:00"},
                         "spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"1000m","memory":"1024Mi","x":2}}}]}}""", POD, FieldValidation.STRICT).object();
        assertThat(pod.at("/metadata/creationTimestamp").asText()).isEqualTo("2026-01-02T02:04:05Z");
        assertThat(pod.at("/spec/containers/0/resources/limits"))
                .isEqualTo(json("{\"cpu\":\"1\",\"memory\":\"1Gi\",\"x\":\"2\"}"));
        assertThat(decode("{\"data\":{\"k\":\"YWJj\\n\"}}", SECRET, FieldValidation.STRICT)
                        .object()
                        .at("/data/k")
                        .asText())
                .isEqualTo("YWJj");
        assertThat(decode(
                                "{\"spec\":{\"renewTime\":\"2026-01-02T03:04:05.123456+01:00\"}}",
                                LEASE,
                                FieldValidation.STRICT)
                        .object()
                        .at("/spec/renewTime")
                        .asText())
                .isEqualTo("2026-01-02T02:04:05.123456Z");
    }

    @Test
    void turnsNullItemsIntoZeroValuesAsGoDoes() {
        assertThat(decode(
                                "{\"metadata\":{\"labels\":{\"a\":null}},\"spec\":{\"containers\":[null]}}",
                                POD,
                                FieldValidation.STRICT)
                        .object())
                .isEqualTo(
                        json(
                                "{\"metadata\":{\"labels\":{\"a\":\"\"}},\"spec\":{\"containers\":[{}]},\"kind\":\"Pod\",\"apiVersion\":\"v1\"}"));
    }

    @Test
    void namesUnknownAndRepeatedFieldsInOrder() {
        String body = """
                {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"a","name":"b","labels":{"x":"1","x":"2"}},
                 "spec":{"foo":1,"template":{"spec":{"containers":[{"name":"a"},{"imagee":"b","Image":"c"}]}}},"bar":{"a":1,"a":2}}""";
        String strict = "unknown field \"spec.foo\", unknown field \"spec.template.spec.containers[1].imagee\", "
                + "unknown field \"spec.template.spec.containers[1].Image\", unknown field \"bar\"";
        String all = "duplicate field \"metadata.name\", duplicate field \"metadata.labels.x\", " + strict;
        assertThat(refusal(body, DEPLOYMENT))
                .isEqualTo("Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: "
                        + all);
        Decoded warned = decode(body, DEPLOYMENT, FieldValidation.WARN);
        assertThat(String.join(", ", warned.warnings())).isEqualTo(all);
        assertThat(warned.object().at("/metadata/name").asText()).isEqualTo("b");
        assertThat(warned.object().has("bar")).isFalse();
        assertThat(decode(body, DEPLOYMENT, FieldValidation.IGNORE).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"spec\":{\"replicas\":\"3\"}} | string into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{\"spec\":{\"replicas\":1.5}} | number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{\"spec\":{\"replicas\":3000000000}} | number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{\"spec\":[]} | array into Go struct field Deployment.spec of type v1.DeploymentSpec",
                "{\"metadata\":{\"name\":5}} | number into Go struct field ObjectMeta.metadata.name of type string",
                "{\"metadata\":{\"labels\":{\"a\":1}}} | number into Go struct field ObjectMeta.metadata.labels of type string",
                "{\"metadata\":{\"labels\":\"a\"}} | string into Go struct field ObjectMeta.metadata.labels of type map[string]string",
                "{\"metadata\":{\"creationTimestamp\":1}} | number into Go struct field ObjectMeta.metadata.creationTimestamp of type string",
                "{\"spec\":{\"paused\":\"no\"}} | string into Go struct field DeploymentSpec.spec.paused of type bool",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":{}}}}} | object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"image\":{}}]}}}} | object into Go struct field Container.spec.template.spec.containers.image of type string",
                "{\"spec\":{\"template\":{\"spec\":{\"restartPolicy\":1}}}} | number into Go struct field PodSpec.spec.template.spec.restartPolicy of type v1.RestartPolicy",
                "{\"spec\":{\"strategy\":{\"rollingUpdate\":{\"maxSurge\":true}}}} | bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32",
            })
    void reportsAWrongTypeInGosWords(String body, String error) {
        assertThat(refusal(body, DEPLOYMENT))
                .isEqualTo("Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal "
                        + error);
    }

    @Test
    void reportsWrongValuesInTheirTypesWords() {
        String prefix = "Pod in version \"v1\" cannot be handled as a Pod: ";
        assertThat(refusal(
                        "{\"spec\":{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":\"1x\"}},\"image\":1}]}}", POD))
                .isEqualTo(
                        prefix
                                + "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        assertThat(refusal("{\"metadata\":{\"creationTimestamp\":\"yesterday\"}}", POD))
                .isEqualTo(
                        prefix
                                + "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"");
        assertThat(refusal("{\"metadata\":{\"creationTimestamp\":\"2026-13-01T00:00:00Z\"}}", POD))
                .isEqualTo(prefix + "parsing time \"2026-13-01T00:00:00Z\": month out of range");
        assertThat(refusal("{\"data\":{\"a\":\"not base64!\"}}", SECRET))
                .isEqualTo(
                        "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 3");
        assertThat(refusal("{\"data\":{\"a\":\"YWJ\"}}", SECRET)).endsWith("illegal base64 data at input byte 0");
        assertThat(refusal("{\"spec\":{\"renewTime\":\"2026-01-01T00:00:00Z\"}}", LEASE))
                .endsWith("cannot parse \"Z\" as \".000000\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | unexpected end of JSON input (<empty>)",
                "{\"a\" | unexpected end of JSON input ({\"a\")",
                "{a:1} | invalid character 'a' looking for beginning of object key string ({a:1})",
                "{\"a\":1,} | invalid character '}' looking for beginning of object key string ({\"a\":1,})",
                "{\"a\" 1} | invalid character '1' after object key ({\"a\" 1})",
                "{\"a\":1 \"b\"} | invalid character '\"' after object key:value pair ({\"a\":1 \"b\"})",
                "{\"a\":[1 2]} | invalid character '2' after array element ({\"a\":[1 2]})",
                "{\"a\":tru} | invalid character '}' in literal true (expecting 'e') ({\"a\":tru})",
                "{\"a\":\"\\x\"} | invalid character 'x' in string escape code ({\"a\":\"\\x\"})",
                "{} x | invalid character 'x' after top-level value ({} x)",
                "[] | json: cannot unmarshal array into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" } (5b5d)",
                "{\"kind\":1} | json: cannot unmarshal number into Go struct field .kind of type string ({\"kind\":1})",
            })
    void reportsMalformedJsonInGosWords(String body, String error) {
        assertThat(refusal(body == null ? "" : body, POD))
                .isEqualTo("the object provided is unrecognized (must be of type Pod): couldn't get version/kind; "
                        + "json parse error: " + error);
    }

    @Test
    void shortensTheBodyItShows() {
        assertThat(refusal("{\"a\": 0123456789012345678901234567890123456789}", POD))
                .endsWith("({\"a\": 012345678901234567890123 ...)");
        assertThat(refusal("hello", POD)).endsWith("(68656c6c6f)");
    }

    @Test
    void refusesOtherKindsAndVersions() {
        assertThat(refusal("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1beta1\"}", DEPLOYMENT))
                .isEqualTo(
                        "the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)");
        assertThat(refusal("{\"kind\":\"Deployment\",\"apiVersion\":\"v1\"}", DEPLOYMENT))
                .isEqualTo("Deployment in version \"v1\" cannot be handled as a Deployment: no kind \"Deployment\" is "
                        + "registered for version \"v1\" in scheme \"pkg/runtime/scheme.go:111\"");
        assertThat(refusal("{\"kind\":\"Service\",\"apiVersion\":\"v1\"}", POD))
                .isEqualTo("Service in version \"v1\" cannot be handled as a Pod: converting (v1.Service) to "
                        + "(core.Pod): unknown conversion");
        assertThat(refusal("{\"apiVersion\":\"a/b/c\"}", POD)).contains("unexpected GroupVersion string: a/b/c");
    }

    @Test
    void takesDeleteOptionsOfAnyVersion() {
        GroupVersionKind options = new GroupVersionKind("", "v1", "DeleteOptions");
        ObjectNode object = decode(
                        "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"apps/v1\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"x\"}}",
                        options,
                        FieldValidation.STRICT)
                .object();
        assertThat(object.path("gracePeriodSeconds").asInt(-1)).isZero();
    }

    @Test
    void readsYamlByTheRulesOfSigsYaml() {
        ObjectNode map = decode("""
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: &m
                          name: a
                          labels: {yes: "no", 010: "x"}
                        data:
                          a: |
                            line
                          b: "true"
                        immutable: off
                        """, new GroupVersionKind("", "v1", "ConfigMap"), FieldValidation.STRICT)
                .object();
        assertThat(map).isEqualTo(json("""
                                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"true":"no","8":"x"}},
                                 "data":{"a":"line\\n","b":"true"},"immutable":false}"""));
    }

    @Test
    void refusesMalformedYaml() {
        assertThat(refusal("kind: Pod\nmetadata: a: b\n", POD, BodyFormat.YAML))
                .contains("yaml: line 2: mapping values are not allowed in this context");
        assertThat(refusal("metadata: {name: a, name: b}", POD, BodyFormat.YAML))
                .isEqualTo("Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: "
                        + "yaml: unmarshal errors:\n  line 1: key \"name\" already set in map");
    }

    @Test
    void boundsWhatAliasesExpandTo() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
        }
        assertThat(refusal(bomb.toString(), POD, BodyFormat.YAML)).contains("excessive aliasing");
        assertThat(refusal("a: &a [*a]", POD, BodyFormat.YAML)).contains("unknown anchor");
    }

    @Test
    void boundsNesting() {
        String deep = "{\"metadata\":" + "{\"x\":".repeat(20_000);
        assertThat(refusal(deep, POD)).startsWith("the object provided is unrecognized");
        assertThat(refusal("[".repeat(5_000), POD, BodyFormat.YAML)).contains("exceeded max depth");
    }

    @Test
    void checksAPatchedTree() {
        ObjectNode tree = (ObjectNode) json("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"spec\":{\"x\":1}}");
        RejectedPatch shown = RejectedPatch.object(() -> "{}");
        Decoded warned = DECODER.check(tree, DECODER.target(DEPLOYMENT), FieldValidation.WARN, List.of(), shown);
        assertThat(warned.warnings()).containsExactly("unknown field \"spec.x\"");
        assertThatThrownBy(
                        () -> DECODER.check(tree, DECODER.target(DEPLOYMENT), FieldValidation.STRICT, List.of(), shown))
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        " \"\" is invalid: patch: Invalid value: \"{}\": strict decoding error: unknown field \"spec.x\"");
    }

    @Test
    void showsAStrategicMergePatchAsGoPrintsIt() {
        ObjectNode tree = (ObjectNode) json("{\"spec\":{\"replicas\":\"x\",\"template\":{\"spec\":1}}}");
        RejectedPatch shown = RejectedPatch.strategic(() -> "map[spec:map[a:[1 <nil>] replicas:x]]");
        assertThatThrownBy(
                        () -> DECODER.check(tree, DECODER.target(DEPLOYMENT), FieldValidation.WARN, List.of(), shown))
                .hasMessage(" \"\" is invalid: patch: Invalid value: "
                        + "\"map[spec:map[a:[1 <nil>] replicas:x]]\": unrecognized type: int32");
    }
}
