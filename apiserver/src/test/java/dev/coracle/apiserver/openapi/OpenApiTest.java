package dev.coracle.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.coracle.apiserver.catalogue.ResourceTable;
import dev.coracle.apiserver.discovery.Discovery;
import dev.coracle.apiserver.discovery.Document;
import dev.coracle.apiserver.kinds.Strategies;
import dev.coracle.machinery.text.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private final OpenApi openApi = OpenApi.load(List::of);

    private static JsonNode json(Document document) {
        try {
            return new ObjectMapper().readTree(document.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode document(String path) {
        return json(openApi.document(path, null).orElseThrow());
    }

    @Test
    void hasADocumentForEveryGroupVersionServedAndForWhatNamesNoResource() {
        List<String> paths = new ArrayList<>();
        json(openApi.index()).path("paths").fieldNames().forEachRemaining(paths::add);
        Discovery discovery = new Discovery(ResourceTable.load(Strategies::of), () -> "");
        Set<String> expected =
                new TreeSet<>(Set.of(".well-known/openid-configuration", "api", "apis", "openid/v1/jwks", "version"));
        discovery.groupVersions().forEach(version -> {
            if (version.group().isEmpty()) {
                expected.add("api/" + version);
            } else {
                expected.add("apis/" + version);
                expected.add("apis/" + version.group());
            }
        });
        assertThat(paths).containsExactlyElementsOf(expected);
    }

    @Test
    void addressesHoldTheHashOfTheDocument() {
        String url = json(openApi.index())
                .at("/paths/apis~1apps~1v1/serverRelativeURL")
                .asText();
        Document document = openApi.document("apis/apps/v1", null).orElseThrow();
        String hash = ContentHash.of(document.body());
        assertThat(url).isEqualTo("/openapi/v3/apis/apps/v1?hash=" + hash);
        assertThat(document.etag()).contains('"' + hash + '"');
        assertThat(document.cacheControl()).isEmpty();
        assertThat(document.gzip()).isPresent();
        assertThat(openApi.document("apis/apps/v1", hash).orElseThrow().cacheControl())
                .contains("public, immutable");
        assertThat(openApi.redirect("apis/apps/v1", "OLD")).contains(url);
        assertThat(openApi.redirect("apis/apps/v1", hash)).isEmpty();
        assertThat(openApi.document("apis/batch/v2", null)).isEmpty();
    }

    @Test
    void everyReferenceResolvesInItsOwnDocument() {
        json(openApi.index()).path("paths").fieldNames().forEachRemaining(path -> {
            JsonNode document = document(path);
            Matcher references =
                    Pattern.compile("#/components/schemas/([^\"]+)").matcher(document.toString());
            while (references.find()) {
                assertThat(document.at("/components/schemas").has(references.group(1)))
                        .as("%s in %s", references.group(1), path)
                        .isTrue();
            }
        });
    }

    @Test
    void operationsCarryWhatKubectlLooksFor() {
        JsonNode patch = document("apis/apps/v1")
                .at("/paths/~1apis~1apps~1v1~1namespaces~1{namespace}~1deployments~1{name}/patch");
        assertThat(patch.path("x-kubernetes-group-version-kind").toString())
                .isEqualTo("{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}");
        assertThat(patch.path("x-kubernetes-action").asText()).isEqualTo("patch");
        assertThat(patch.path("parameters").findValuesAsText("name"))
                .contains("dryRun", "fieldManager", "fieldValidation");
    }

    @Test
    void schemasCarryDescriptionsAndMergeKeys() {
        JsonNode schemas = document("api/v1").at("/components/schemas");
        assertThat(schemas.at("/io.k8s.api.core.v1.Pod/x-kubernetes-group-version-kind")
                        .toString())
                .isEqualTo("[{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}]");
        JsonNode containers = schemas.at("/io.k8s.api.core.v1.PodSpec/properties/containers");
        assertThat(containers.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
        assertThat(containers.path("x-kubernetes-patch-strategy").asText()).isEqualTo("merge");
        assertThat(containers.path("description").asText()).startsWith("List of containers belonging to the pod.");
        assertThat(schemas.at("/io.k8s.api.core.v1.PodSpec/properties/volumes/x-kubernetes-patch-strategy")
                        .asText())
                .isEqualTo("merge,retainKeys");
        assertThat(schemas.at("/io.k8s.api.core.v1.ContainerPort/properties/protocol/default")
                        .asText())
                .isEqualTo("TCP");
    }
}
