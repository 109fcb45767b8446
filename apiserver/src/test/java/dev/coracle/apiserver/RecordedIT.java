package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.coracle.apiserver.TestServer.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Objects and what kube-apiserver v1.36.0 answered to them: defaults, refusals with their causes, table cells, later
 * patches. One case is a line of a file below {@code recorded/}; what is new at each start is left out of it.
 */
class RecordedIT {
    private static final List<String> FILES = List.of(
            "admissionregistration",
            "apiregistration",
            "autoscaling",
            "certificates",
            "flowcontrol",
            "networking",
            "other",
            "policy",
            "scheduling",
            "storage");
    private static final List<String> NEW_EACH_TIME =
            List.of("uid", "resourceVersion", "creationTimestamp", "managedFields");
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.post(
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"recorded\"}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    record Case(String file, JsonNode line) {
        @Override
        public String toString() {
            return file + " " + line.at("/object/kind").asText() + " "
                    + line.at("/object/metadata/name").asText();
        }
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream in = RecordedIT.class.getResourceAsStream("recorded/" + file + ".jsonl")) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> cases.add(new Case(file, TestServer.parse(line))));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsARealServer(Case recorded) {
        JsonNode line = recorded.line();
        String collection = line.path("collection").asText();
        Response created = server.post(collection, line.path("object").toString());
        check(created, line);
        if (created.status() != 201) {
            return;
        }
        String path = collection + "/" + created.at("/metadata/name");
        JsonNode table = server.get(path, "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .json();
        assertThat(columns(table)).isEqualTo(line.path("columns"));
        assertThat(cells(table)).isEqualTo(line.path("cells"));
        for (JsonNode step : line.path("steps")) {
            String part = step.path("subresource").asText();
            boolean patch = step.path("method").asText().equals("PATCH");
            Response answer = server.send(
                    step.path("method").asText(),
                    part.isEmpty() ? path : path + "/" + part,
                    patch ? "application/merge-patch+json" : TestServer.JSON,
                    step.path("body").toString());
            check(answer, step);
        }
        server.merge(path, "{\"metadata\":{\"finalizers\":null}}");
        server.delete(path);
    }

    private static void check(Response answer, JsonNode expected) {
        assertThat(slim(answer.json())).isEqualTo(expected.path("answer"));
        assertThat(answer.status()).isEqualTo(expected.path("code").asInt());
        List<String> warnings = new ArrayList<>();
        expected.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        assertThat(answer.headers().allValues("Warning"))
                .filteredOn(warning -> !warning.contains("Coracle ")) // of what upstream would do: AdmissionIT
                .isEqualTo(warnings);
    }

    private static JsonNode slim(JsonNode answer) {
        if (answer.path("kind").asText().equals("Status")) {
            ObjectNode status = JsonNodeFactory.instance.objectNode();
            for (String field : List.of("reason", "message", "details")) {
                if (answer.has(field)) {
                    status.set(field, answer.get(field));
                }
            }
            return status;
        }
        JsonNode object = answer.deepCopy();
        ((ObjectNode) object.path("metadata")).remove(NEW_EACH_TIME);
        object.findParents("lastTransitionTime").forEach(RecordedIT::hideTime);
        object.findParents("metadata").forEach(parent -> {
            if (parent.path("metadata") instanceof ObjectNode metadata) {
                metadata.remove(NEW_EACH_TIME);
            }
        });
        return object;
    }

    private static void hideTime(JsonNode condition) {
        if (!condition.path("lastTransitionTime").isNull()) {
            ((ObjectNode) condition).put("lastTransitionTime", "T");
        }
    }

    private static JsonNode columns(JsonNode table) {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        table.path("columnDefinitions")
                .forEach(column -> names.add(
                        column.path("name").asText() + (column.path("priority").asInt() > 0 ? "*" : "")));
        return names;
    }

    private static JsonNode cells(JsonNode table) {
        ArrayNode cells = JsonNodeFactory.instance.arrayNode();
        for (JsonNode cell : table.at("/rows/0/cells")) {
            String text = cell.isTextual() ? cell.asText() : "";
            if (text.matches("[0-9]+s")) {
                cells.add("AGE");
            } else if (text.matches("20.*Z")) {
                cells.add("TIME");
            } else {
                cells.add(cell.isTextual() ? TextNode.valueOf(text) : cell);
            }
        }
        return cells;
    }
}
