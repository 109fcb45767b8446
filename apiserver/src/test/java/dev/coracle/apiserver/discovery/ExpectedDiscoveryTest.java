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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is served against {@code expected.txt}, a line for each resource of a real server, in its order. */
class ExpectedDiscoveryTest {
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

        assertThat(List.copyOf(served.keySet())).isEqualTo(List.copyOf(expected.keySet()));
        expected.forEach((name, line) -> assertThat(served.get(name)).isEqualTo(line));
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
                    .readTree(discovery.document(path).orElseThrow().body());
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
