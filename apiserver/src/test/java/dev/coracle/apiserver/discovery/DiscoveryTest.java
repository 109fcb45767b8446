package dev.coracle.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.coracle.apiserver.catalogue.ResourceTable;
import dev.coracle.apiserver.kinds.Strategies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Discovery discovery = new Discovery(ResourceTable.load(Strategies::of), () -> "127.0.0.1:6443");

    private JsonNode json(String path) {
        return json(discovery.document(path).orElseThrow());
    }

    private static JsonNode json(Document document) {
        try {
            return new ObjectMapper().readTree(document.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(JsonNode list, String field) {
        List<String> names = new ArrayList<>();
        list.forEach(item -> names.add(item.path(field).asText()));
        return names;
    }

    private static JsonNode entry(JsonNode list, String name) {
        for (JsonNode item : list.path("resources")) {
            if (item.path("name").asText().equals(name)) {
                return item;
            }
        }
        throw new AssertionError("no " + name);
    }

    @Test
    void listsGroupsInUpstreamsOrder() {
        assertThat(names(json("/apis").path("groups"), "name"))
                .startsWith("apiregistration.k8s.io", "apps", "events.k8s.io")
                .containsSubsequence("scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io")
                .endsWith("resource.k8s.io", "flowcontrol.apiserver.k8s.io");
        assertThat(json("/apis/apps").toString())
                .isEqualTo(
                        "{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\",\"name\":\"apps\",\"versions\":[{\"groupVersion\":\"apps/v1\",\"version\":\"v1\"}],\"preferredVersion\":{\"groupVersion\":\"apps/v1\",\"version\":\"v1\"}}");
    }

    @Test
    void describesResourcesAsUpstreamDoes() {
        JsonNode list = json("/apis/apps/v1");
        assertThat(names(list.path("resources"), "name"))
                .containsSubsequence(
                        "deployments",
                        "deployments/scale",
                        "deployments/status",
                        "replicasets",
                        "replicasets/scale",
                        "replicasets/status");
        assertThat(entry(list, "deployments").toString())
                .isEqualTo(
                        "{\"name\":\"deployments\",\"singularName\":\"deployment\",\"namespaced\":true,\"kind\":\"Deployment\",\"verbs\":[\"create\",\"delete\",\"deletecollection\",\"get\",\"list\",\"patch\",\"update\",\"watch\"],\"shortNames\":[\"deploy\"],\"categories\":[\"all\"],\"storageVersionHash\":\"8aSe+NMegvE=\"}");
        assertThat(entry(list, "deployments/scale").toString())
                .isEqualTo(
                        "{\"name\":\"deployments/scale\",\"singularName\":\"\",\"namespaced\":true,\"group\":\"autoscaling\",\"version\":\"v1\",\"kind\":\"Scale\",\"verbs\":[\"get\",\"patch\",\"update\"]}");
    }

    @Test
    void coreResourcesIncludeSubresourcesWithTheirKinds() {
        JsonNode list = json("/api/v1");
        assertThat(list.has("apiVersion")).isFalse();
        assertThat(list.toString())
                .contains(
                        "{\"name\":\"pods/binding\",\"singularName\":\"\",\"namespaced\":true,\"kind\":\"Binding\",\"verbs\":[\"create\"]}")
                .contains(
                        "{\"name\":\"pods/log\",\"singularName\":\"\",\"namespaced\":true,\"kind\":\"Pod\",\"verbs\":[\"get\"]}")
                .contains(
                        "{\"name\":\"namespaces/finalize\",\"singularName\":\"\",\"namespaced\":false,\"kind\":\"Namespace\",\"verbs\":[\"update\"]}");
    }

    @Test
    void aggregates() {
        Document apis = discovery.aggregated("/apis").orElseThrow();
        assertThat(apis.contentType()).isEqualTo(V2);
        assertThat(apis.cacheControl()).contains("public");
        JsonNode list = json(apis);
        assertThat(list.path("apiVersion").asText()).isEqualTo("apidiscovery.k8s.io/v2");
        JsonNode apps = list.path("items").get(1);
        assertThat(apps.at("/metadata/name").asText()).isEqualTo("apps");
        assertThat(apps.at("/versions/0/resources/2/responseKind").toString())
                .isEqualTo("{\"group\":\"\",\"version\":\"\",\"kind\":\"Deployment\"}");
        assertThat(apps.at("/versions/0/resources/2/subresources/0").toString())
                .isEqualTo(
                        "{\"subresource\":\"scale\",\"responseKind\":{\"group\":\"autoscaling\",\"version\":\"v1\",\"kind\":\"Scale\"},\"verbs\":[\"get\",\"patch\",\"update\"]}");
        assertThat(discovery.aggregated("/api")).isPresent();
        assertThat(discovery.aggregated("/apis/apps")).isEmpty();
    }

    @Test
    void tagsAggregatedDocumentsSoThatClientsNeedNotLoadThemAgain() {
        Document apis = discovery.aggregated("/apis").orElseThrow();
        String etag = apis.etag().orElseThrow();
        assertThat(etag).matches("\"[0-9A-F]{128}\"");
        assertThat(apis.matches(etag)).isTrue();
        assertThat(apis.matches("\"other\", " + etag)).isTrue();
        assertThat(apis.matches("\"other\"")).isFalse();
        assertThat(apis.matches(null)).isFalse();
        assertThat(new String(apis.body(), StandardCharsets.UTF_8)).endsWith("}\n");
    }

    @Test
    void knowsNoOtherPaths() {
        assertThat(discovery.document("/apis/extensions")).isEmpty();
        assertThat(discovery.document("/apis/apps/v2")).isEmpty();
        assertThat(discovery.document("/api/v1/")).isPresent();
    }
}
