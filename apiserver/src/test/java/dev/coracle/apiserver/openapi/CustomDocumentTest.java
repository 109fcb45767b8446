package dev.coracle.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedInputStream;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.apiserver.resource.Conversion;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.ServedVersion;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.schema.GroupVersion;
import dev.coracle.machinery.schema.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is published of custom resources; compared with what kube-apiserver 1.36.0 publishes. */
class CustomDocumentTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SchemaCatalogue SCHEMAS = SchemaCatalogue.load();
    private static final String MESSAGE = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    private static final String FIELD = "/com.example.v1.Thing/properties/field";

    private final AtomicReference<List<Resource>> served = new AtomicReference<>(List.of());
    private final OpenApi openApi = OpenApi.load(served::get);

    private static Resource thing(String version, String schema, String... subresources) {
        GroupVersion groupVersion = new GroupVersion("example.com", version);
        Structural structural =
                Structural.root(json(schema), SCHEMAS.definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"));
        return new Resource(
                new GroupResource("example.com", "things"),
                new Names("Thing", "things", "thing", List.of(), List.of()),
                true,
                Set.of("get"),
                Set.of(subresources),
                List.of(new ServedVersion(groupVersion, structural, Conversion.NONE)),
                new Strategy() {});
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Document document) {
        try {
            return MAPPER.readTree(document.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode v3() {
        return json(openApi.document("apis/example.com/v1", null).orElseThrow());
    }

    private JsonNode v2() {
        return json(openApi.version2(List.of("*/*")).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: string, description: d, default: x, maxLength: 3} | {type: string, description: d, default: x, maxLength: 3} | {type: string, description: d, maxLength: 3}",
                "{type: string, nullable: true, format: date-time} | {type: string, nullable: true, format: date-time} | {format: date-time}",
                "{type: object, nullable: true, properties: {a: {type: string}}} | {type: object, nullable: true, properties: {a: {type: string}}} | {}",
                "{type: object, nullable: false, properties: {a: {type: string}}} | {type: object, properties: {a: {type: string}}} | {type: object, properties: {a: {type: string}}}",
                "{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}} | {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}} | {x-kubernetes-preserve-unknown-fields: true}",
                "{type: array, items: {type: string}, x-kubernetes-list-type: set} | {type: array, items: {type: string}, x-kubernetes-list-type: set} | {type: array, items: {type: string}, x-kubernetes-list-type: set}",
                "{type: object, required: [a, b], properties: {a: {type: string, nullable: true}, b: {type: string}}} | {type: object, required: [a, b], properties: {a: {type: string, nullable: true}, b: {type: string}}} | {type: object, required: [b], properties: {a: {}, b: {type: string}}}",
                "{type: object, required: [a], additionalProperties: {type: string, nullable: true}} | {type: object, required: [a], additionalProperties: {type: string, nullable: true}} | {type: object, additionalProperties: {}}",
                "{type: object, additionalProperties: true} | {type: object, additionalProperties: true} | {type: object, additionalProperties: true}",
                "{type: object, oneOf: [{required: [a]}], not: {required: [b]}} | {type: object, oneOf: [{required: [a]}], not: {required: [b]}} | {type: object}",
                "{x-kubernetes-int-or-string: true} | {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]} | {x-kubernetes-int-or-string: true}",
                "{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]} | {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]} | {x-kubernetes-int-or-string: true}",
                "{x-kubernetes-int-or-string: true, anyOf: [{minimum: 1}], allOf: [{maxLength: 2}]} | {x-kubernetes-int-or-string: true, anyOf: [{minimum: 1}], allOf: [{anyOf: [{type: integer}, {type: string}]}, {maxLength: 2}]} | {x-kubernetes-int-or-string: true}",
                "{type: object, x-kubernetes-validations: [{rule: 'true'}], x-kubernetes-map-type: atomic} | {type: object, x-kubernetes-validations: [{rule: 'true'}], x-kubernetes-map-type: atomic} | {type: object, x-kubernetes-validations: [{rule: 'true'}], x-kubernetes-map-type: atomic}"
            })
    void aSchemaIsPublishedInBothVersions(String source, String version3, String version2) {
        served.set(List.of(thing("v1", yaml("{type: object, properties: {field: " + source + "}}"))));

        assertThat(v3().at("/components/schemas" + FIELD)).isEqualTo(json(yaml(version3)));
        assertThat(v2().at("/definitions" + FIELD)).isEqualTo(json(yaml(version2)));
    }

    /** The rows are written without quotes. */
    private static String yaml(String flow) {
        return flow.replaceAll("([A-Za-z][A-Za-z0-9-]*)(?=[,:}\\]])", "\"$1\"")
                .replace("\"true\"", "true")
                .replace("\"false\"", "false")
                .replace("'", "\"");
    }

    @Test
    void anObjectHasTheFieldsOfEveryObject() {
        served.set(
                List.of(
                        thing(
                                "v1",
                                "{\"type\": \"object\", \"description\": \"d\", \"properties\": {\"metadata\": {\"type\": \"object\"}}}")));
        JsonNode thing = v3().at("/components/schemas/com.example.v1.Thing");

        assertThat(thing.path("description").asText()).isEqualTo("d");
        assertThat(thing.at("/properties/metadata/allOf/0/$ref").asText())
                .isEqualTo("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        assertThat(thing.at("/properties/kind/description").asText()).startsWith("Kind is a string value");
        assertThat(thing.has("x-kubernetes-embedded-resource")).isFalse();
        assertThat(thing.has("required")).isFalse();
        assertThat(thing.at("/x-kubernetes-group-version-kind/0").toString())
                .isEqualTo("{\"group\":\"example.com\",\"version\":\"v1\",\"kind\":\"Thing\"}");
        JsonNode list = v2().at("/definitions/com.example.v1.ThingList");
        assertThat(list.at("/properties/items/items/$ref").asText()).isEqualTo("#/definitions/com.example.v1.Thing");
        assertThat(list.at("/properties/metadata/$ref").asText())
                .isEqualTo("#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta");
    }

    @Test
    void anEmbeddedResourceHasThemTooUnlessOldClientsWouldRefuseOthers() {
        String embedded = "{\"type\": \"object\", \"x-kubernetes-embedded-resource\": true%s}";
        served.set(List.of(thing(
                "v1",
                "{\"type\": \"object\", \"properties\": {\"a\": " + embedded.formatted("") + ", \"field\": "
                        + embedded.formatted(", \"x-kubernetes-preserve-unknown-fields\": true") + "}}")));

        for (String field : new String[] {"a", "field"}) {
            JsonNode schema = v3().at("/components/schemas/com.example.v1.Thing/properties/" + field);
            assertThat(schema.path("required").toString()).isEqualTo("[\"kind\",\"apiVersion\"]");
            assertThat(schema.path("properties").has("metadata")).isTrue();
        }
        assertThat(v2().at("/definitions" + FIELD).toString())
                .isEqualTo("{\"x-kubernetes-embedded-resource\":true,\"x-kubernetes-preserve-unknown-fields\":true}");
    }

    @Test
    void everySubresourceHasItsPathAndEveryReferenceItsSchema() {
        served.set(List.of(thing("v1", "{\"type\": \"object\"}", "status", "scale")));
        JsonNode document = v3();
        List<String> paths = new ArrayList<>();
        document.path("paths").fieldNames().forEachRemaining(paths::add);
        String base = "/apis/example.com/v1";
        String one = base + "/namespaces/{namespace}/things/{name}";

        assertThat(paths)
                .containsExactly(
                        base + "/namespaces/{namespace}/things",
                        one,
                        one + "/scale",
                        one + "/status",
                        base + "/things");
        JsonNode patch = document.path("paths").path(one + "/scale").path("patch");
        assertThat(patch.path("operationId").asText()).isEqualTo("patchExampleComV1NamespacedThingScale");
        assertThat(patch.at("/x-kubernetes-group-version-kind/kind").asText()).isEqualTo("Thing");
        assertThat(patch.path("parameters").findValuesAsText("name")).contains("fieldValidation", "dryRun");
        for (String reference : document.findValuesAsText("$ref")) {
            assertThat(document.at("/components/schemas").has(reference.substring("#/components/schemas/".length())))
                    .as(reference)
                    .isTrue();
        }
    }

    @Test
    void aDocumentIsMadeOncePerChange() {
        Resource first = thing("v1", "{\"type\": \"object\"}");
        Resource other = thing("v2", "{\"type\": \"object\"}");
        served.set(List.of(first));
        Document before = openApi.document("apis/example.com/v1", null).orElseThrow();
        String old = openApi.version2(List.of("*/*")).orElseThrow().etag().orElseThrow();

        served.set(List.of(first, other));

        assertThat(openApi.document("apis/example.com/v1", null)).containsSame(before);
        assertThat(json(openApi.index()).path("paths").has("apis/example.com/v2"))
                .isTrue();
        assertThat(openApi.version2(List.of("*/*")).orElseThrow().etag())
                .isPresent()
                .isNotEqualTo(Optional.of(old));

        served.set(List.of(thing("v1", "{\"type\": \"object\", \"description\": \"new\"}")));

        assertThat(v3().at("/components/schemas/com.example.v1.Thing/description")
                        .asText())
                .isEqualTo("new");
        assertThat(openApi.document("apis/example.com/v2", null)).isEmpty();
        assertThat(openApi.redirect("apis/example.com/v1", "OLD")).isPresent();
    }

    @Test
    void theMessageOfVersion2HasTheSameDefinitionsAndPaths() throws IOException {
        served.set(List.of(thing(
                "v1",
                "{\"type\": \"object\", \"properties\": {\"n\": {\"type\": \"number\", \"minimum\": 0.5, \"maximum\": 7,"
                        + " \"example\": {\"a\": 1}, \"externalDocs\": {\"url\": \"u\"}}, \"m\": {\"type\": \"object\","
                        + " \"additionalProperties\": true, \"maxProperties\": 2}}}",
                "scale")));
        int definitions = 0;
        int paths = 0;
        CodedInputStream in = CodedInputStream.newInstance(
                openApi.version2(List.of(MESSAGE)).orElseThrow().body());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int count = count(in.readByteArray(), tag >>> 3);
            definitions += tag >>> 3 == 9 ? count : 0;
            paths += tag >>> 3 == 8 ? count : 0;
        }

        assertThat(definitions).isEqualTo(v2().path("definitions").size());
        assertThat(paths).isEqualTo(v2().path("paths").size());
    }

    private static int count(byte[] message, int field) throws IOException {
        int count = 0;
        if (field == 8 || field == 9) {
            CodedInputStream in = CodedInputStream.newInstance(message);
            while (in.readTag() != 0) {
                in.readByteArray();
                count++;
            }
        }
        return count;
    }
}
