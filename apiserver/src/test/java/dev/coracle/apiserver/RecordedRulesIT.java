package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.TestServer.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Manifests and what kube-apiserver v1.36.0 answered to their dry-run creation: all causes of a refusal, or the object with
 * its defaults, and the warnings. One case is a line of a file below {@code rules/}, which holds only what Coracle agrees
 * on: what it is known to answer otherwise stands in COMPATIBILITY.md. What is new at each start is hidden, and so are the
 * finalizers that protect volumes, which Coracle does not set.
 */
class RecordedRulesIT {
    private static final Set<String> HIDDEN =
            Set.of("uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink");
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
        server.post(
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"recorded\"}}");
        server.post(
                "/api/v1/namespaces/recorded/serviceaccounts",
                "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pods", "apps", "batch", "volumes", "services"})
    void answersAsARealServer(String file) throws IOException {
        List<String> differences = new ArrayList<>();
        List<JsonNode> cases = cases(file).toList();
        for (JsonNode recorded : cases) {
            String answered = answer(recorded).toString();
            String expected = expectation(recorded).toString();
            if (!answered.equals(expected)) {
                differences.add(recorded.path("body").asText() + "\n  real " + expected + "\n  ours " + answered);
            }
        }
        assertThat(cases).isNotEmpty();
        assertThat(differences).isEmpty();
    }

    private static Stream<JsonNode> cases(String file) throws IOException {
        try (InputStream in = RecordedRulesIT.class.getResourceAsStream("rules/" + file + ".jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(TestServer::parse);
        }
    }

    private static JsonNode expectation(JsonNode recorded) {
        ObjectNode expected = JsonNodeFactory.instance.objectNode();
        expected.set("code", recorded.path("code"));
        if (recorded.has("causes")) {
            expected.set("causes", recorded.path("causes"));
        } else {
            expected.set("answer", slim(recorded.path("answer")));
        }
        expected.set(
                "warnings",
                recorded.has("warnings") ? recorded.path("warnings") : JsonNodeFactory.instance.arrayNode());
        return expected;
    }

    private static JsonNode answer(JsonNode recorded) {
        Response response = server.send(
                "POST",
                recorded.path("path").asText() + "?dryRun=All",
                "application/yaml",
                recorded.path("body").asText());
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("code", response.status());
        if (response.status() >= 400) {
            answer.set("causes", causes(response.json()));
        } else {
            answer.set("answer", slim(response.json()));
        }
        answer.set("warnings", texts(response.headers().allValues("Warning").stream()));
        return answer;
    }

    private static ArrayNode causes(JsonNode status) {
        JsonNode causes = status.at("/details/causes");
        if (causes.isEmpty()) {
            return texts(Stream.of(status.path("message").asText()));
        }
        List<String> texts = new ArrayList<>();
        causes.forEach(cause -> texts.add(cause.path("field").asText() + ": "
                + cause.path("message").asText() + " [" + cause.path("reason").asText() + "]"));
        return texts(texts.stream());
    }

    private static ArrayNode texts(Stream<String> texts) {
        ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
        texts.map(RecordedRulesIT::neutral).sorted().forEach(sorted::add);
        return sorted;
    }

    /** Sorted by name, without what no two servers agree on. */
    private static JsonNode slim(JsonNode value) {
        if (value.isObject()) {
            ObjectNode slim = JsonNodeFactory.instance.objectNode();
            value.properties().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
                String name = entry.getKey();
                JsonNode child = entry.getValue();
                if (isPort(name) && child.isInt() && child.asInt() > 30000) {
                    slim.put(name, "NP");
                } else if (!isHidden(name, child, value)) {
                    slim.set(name, slim(child));
                }
            });
            return slim;
        }
        if (value.isArray()) {
            ArrayNode slim = JsonNodeFactory.instance.arrayNode();
            value.forEach(item -> slim.add(slim(item)));
            return slim;
        }
        return value.isTextual() ? JsonNodeFactory.instance.textNode(neutral(value.asText())) : value;
    }

    private static boolean isPort(String name) {
        return name.equals("nodePort") || name.equals("healthCheckNodePort");
    }

    private static boolean isHidden(String name, JsonNode child, JsonNode parent) {
        boolean ofMetadata = HIDDEN.contains(name) && (parent.has("name") || parent.has("creationTimestamp"));
        return ofMetadata || name.equals("lastPhaseTransitionTime") || isProtection(child);
    }

    private static boolean isProtection(JsonNode finalizers) {
        return finalizers.size() == 1 && finalizers.path(0).asText().matches("kubernetes\\.io/pvc?-protection");
    }

    private static String neutral(String text) {
        return text.replaceAll("\\b(10\\.96|127\\.96)\\.\\d+\\.\\d+\\b", "CIP")
                .replaceAll("kube-api-access-\\w{5}", "kube-api-access-X")
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID");
    }
}
