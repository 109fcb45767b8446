package dev.coracle.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.coracle.apiserver.catalogue.ResourceTable;
import dev.coracle.apiserver.kinds.Strategies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is served against {@code expected.txt}, a line for each resource of a real server, in its order. */
class ExpectedDiscoveryTest {
    /** What a real server has and this one does not serve out of its table. */
    private static final Set<String> ABSENT = Set.of(
            "apiextensions.k8s.io/v1 customresourcedefinitions",
            "apiextensions.k8s.io/v1 customresourcedefinitions/status",
            "authentication.k8s.io/v1 selfsubjectreviews",
            "authentication.k8s.io/v1 tokenreviews",
            "authorization.k8s.io/v1 localsubjectaccessreviews",
            "authorization.k8s.io/v1 selfsubjectaccessreviews",
            "authorization.k8s.io/v1 selfsubjectrulesreviews",
            "authorization.k8s.io/v1 subjectaccessreviews",
            "certificates.k8s.io/v1 certificatesigningrequests/approval",
            "v1 nodes/proxy",
            "v1 pods/attach",
            "v1 pods/ephemeralcontainers",
            "v1 pods/eviction",
            "v1 pods/exec",
            "v1 pods/portforward",
            "v1 pods/proxy",
            "v1 pods/resize",
            "v1 serviceaccounts/token",
            "v1 services/proxy");

    private static final Map<String, String> LETTERS = Map.of(
            "create",
            "c",
            "delete",
            "d",
            "deletecollection",
            "D",
            "get",
            "g",
            "list",
            "l",
            "patch",
            "p",
            "update",
            "u",
            "watch",
            "w");

    private final Discovery discovery = new Discovery(ResourceTable.load(Strategies::of), () -> "");

    @Test
    void everyResourceReadsAsOnARealServer() throws IOException {
        Map<String, String> expected = expected();
        Map<String, String> served = served();

        Set<String> missing = new LinkedHashSet<>(expected.keySet());
        missing.removeAll(served.keySet());
        assertThat(ABSENT).containsAll(missing);
        Set<String> shared = new LinkedHashSet<>(expected.keySet());
        shared.retainAll(served.keySet());
        assertThat(List.copyOf(served.keySet())).isEqualTo(List.copyOf(shared));
        shared.forEach(name -> assertThat(served.get(name)).isEqualTo(expected.get(name)));
    }

    private static Map<String, String> expected() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        try (InputStream in = ExpectedDiscoveryTest.class.getResourceAsStream("expected.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    lines.put(key(line), line);
                }
            }
        }
        return lines;
    }

    private Map<String, String> served() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        for (var version : discovery.groupVersions()) {
            String path = (version.group().isEmpty() ? "/api/" : "/apis/") + version;
            JsonNode list = new ObjectMapper()
                    .readTree(discovery.answer(path, null).orElseThrow().body());
            for (JsonNode item : list.path("resources")) {
                String line = version + " " + line(item);
                lines.put(key(line), line);
            }
        }
        return lines;
    }

    private static String key(String line) {
        return line.substring(0, line.indexOf(' ', line.indexOf(' ') + 1));
    }

    private static String line(JsonNode item) {
        String kind = item.path("kind").asText();
        if (item.has("version")) {
            kind = item.path("group").asText() + "/" + item.path("version").asText() + "/" + kind;
        }
        StringBuilder verbs = new StringBuilder();
        item.path("verbs").forEach(verb -> verbs.append(LETTERS.get(verb.asText())));
        return String.join(
                " ",
                item.path("name").asText(),
                orDash(item.path("singularName").asText()),
                kind,
                item.path("namespaced").asBoolean() ? "namespaced" : "cluster",
                verbs,
                orDash(joined(item.path("shortNames"))),
                orDash(joined(item.path("categories"))),
                orDash(item.path("storageVersionHash").asText()));
    }

    private static String joined(JsonNode words) {
        Collection<String> found = new ArrayList<>();
        words.forEach(word -> found.add(word.asText()));
        return String.join(",", found);
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
