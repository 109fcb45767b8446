package dev.coracle.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.apiserver.resource.GroupVersionKind;
import dev.coracle.apiserver.schema.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Patches drawn at random and what upstream's package makes of them: {@code src/tools/patches} writes them. With
 * {@code -Dstrategic.corpus=FILE} any other such file is compared.
 */
class StrategicCorpusTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SchemaCatalogue schemas = SchemaCatalogue.load();

    @Test
    void makesOfEachPatchWhatUpstreamMakes() throws IOException {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        try (BufferedReader lines = corpus()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode recorded = MAPPER.readTree(line);
                if (!recorded.path("error").asText().contains("panic: ")) {
                    String difference = difference(recorded);
                    if (!difference.isEmpty()) {
                        differences.add(difference + "\n    " + line);
                    }
                    compared++;
                }
            }
        }

        assertThat(differences.stream().limit(20)).isEmpty();
        assertThat(compared).isGreaterThan(300);
    }

    private String difference(JsonNode recorded) {
        String error = recorded.path("error").asText();
        try {
            ObjectNode result = new StrategicMerge()
                    .merge(
                            recorded.get("object").deepCopy(),
                            recorded.get("patch").deepCopy(),
                            schema(recorded.get("kind").asText()));
            JsonNode expected =
                    recorded.path("result").isMissingNode() ? MAPPER.createObjectNode() : recorded.get("result");
            return !error.isEmpty() ? "merged: " + result : result.equals(expected) ? "" : "other: " + result;
        } catch (ApiException e) {
            return error.isEmpty() ? "refused: " + e.getMessage() : "";
        }
    }

    private Schema schema(String kind) {
        String group = kind.equals("Deployment") ? "apps" : "";
        return schemas.of(new GroupVersionKind(group, "v1", kind)).orElseThrow();
    }

    private static BufferedReader corpus() throws IOException {
        String other = System.getProperty("strategic.corpus", "");
        InputStream in = other.isEmpty()
                ? StrategicCorpusTest.class.getResourceAsStream("strategic.jsonl")
                : Files.newInputStream(Path.of(other));
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
}
