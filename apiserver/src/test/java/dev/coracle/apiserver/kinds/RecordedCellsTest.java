package dev.coracle.apiserver.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects in many states print as a kube-apiserver v1.36.0 printed them: {@code cells.recorded}. */
class RecordedCellsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One line of the record. */
    record Recorded(String group, String plural, String manifest, String cells) {
        static Recorded of(String line) {
            String[] names = line.split(" ", 3);
            int end = names[2].lastIndexOf(" => ");
            return new Recorded(
                    names[0].equals("v1") ? "" : names[0],
                    names[1],
                    names[2].substring(0, end),
                    names[2].substring(end + 4));
        }

        @Override
        public String toString() {
            return plural + " " + cells;
        }
    }

    static List<Recorded> lines() throws IOException {
        try (InputStream in = RecordedCellsTest.class.getResourceAsStream("cells.recorded");
                Stream<String> lines = new BufferedReader(
                                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))
                        .lines()) {
            return lines.filter(line -> !line.startsWith("#")).map(Recorded::of).toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void printsTheCellsOfTheRealServer(Recorded recorded) throws IOException {
        Kinds kind = Kinds.of(recorded.group(), recorded.plural());
        Strategy strategy = kind.strategy();
        ObjectNode object = kind.decode(recorded.manifest());
        strategy.setDefaults(object);

        JsonNode cells = JSON.valueToTree(strategy.columns().cells(object, Kinds.NOW));

        assertThat(cells.toString()).isEqualTo(JSON.readTree(recorded.cells()).toString());
    }
}
