package dev.coracle.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.coracle.apiserver.discovery.Document;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The document of version 2, as JSON and as a message. */
class Version2Test {
    private static final String MESSAGE = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private final OpenApi openApi = OpenApi.load(List::of);

    private JsonNode json() throws IOException {
        return new ObjectMapper()
                .readTree(openApi.version2(List.of("application/json"))
                        .orElseThrow()
                        .body());
    }

    @Test
    void refersToItsOwnDefinitionsOnly() throws IOException {
        JsonNode document = json();

        assertThat(document.at("/swagger").asText()).isEqualTo("2.0");
        for (JsonNode reference : document.findValues("$ref")) {
            if (!reference.isTextual()) {
                continue; // a property of that name
            }
            assertThat(reference.asText()).startsWith("#/definitions/");
            assertThat(document.get("definitions").has(reference.asText().substring("#/definitions/".length())))
                    .as(reference.asText())
                    .isTrue();
        }
        assertThat(document.at("/definitions/io.k8s.api.apps.v1.Deployment/properties/spec/$ref")
                        .asText())
                .isEqualTo("#/definitions/io.k8s.api.apps.v1.DeploymentSpec");
        assertThat(document.at("/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString/type")
                        .asText())
                .isEqualTo("string");
    }

    @Test
    void describesOperationsAsOldClientsLookForThem() throws IOException {
        JsonNode patch = json().get("paths")
                .get("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                .get("patch");

        assertThat(patch.at("/parameters/0/in").asText()).isEqualTo("body");
        assertThat(patch.findValuesAsText("name")).contains("dryRun", "fieldValidation");
        assertThat(patch.at("/x-kubernetes-group-version-kind/kind").asText()).isEqualTo("Deployment");
        assertThat(patch.at("/consumes/0").asText()).isEqualTo("application/json-patch+json");
    }

    @Test
    void saysTheSameAsAMessage() throws IOException {
        Document message = openApi.version2(List.of(MESSAGE)).orElseThrow();
        Map<Integer, byte[]> fields = fields(message.body());
        CodedInputStream definitions = CodedInputStream.newInstance(fields.get(9));
        int count = 0;
        while (definitions.readTag() != 0) {
            definitions.readByteArray();
            count++;
        }

        assertThat(message.contentType()).isEqualTo("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        assertThat(new String(fields.get(1), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("2.0");
        assertThat(count).isEqualTo(json().get("definitions").size());
        assertThat(message.etag())
                .isEqualTo(openApi.version2(List.of("*/*")).orElseThrow().etag());
        assertThat(openApi.version2(List.of("text/html"))).isEmpty();
    }

    private static Map<Integer, byte[]> fields(byte[] message) throws IOException {
        Map<Integer, byte[]> fields = new HashMap<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            fields.put(WireFormat.getTagFieldNumber(tag), in.readByteArray());
        }
        return fields;
    }
}
