package dev.coracle.machinery.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "0.5, 500m",
        "1.5, 1500m",
        "100m, 100m",
        "1000m, 1",
        "1000, 1k",
        "1500, 1500",
        "1024, 1024",
        "128Mi, 128Mi",
        "1024Mi, 1Gi",
        "0.5Gi, 512Mi",
        "1536Mi, 1536Mi",
        "512Ki, 512Ki",
        "1e3, 1e3",
        "5E, 5E",
        "-1, -1",
        "2.0, 2",
        "100Gi, 100Gi",
        "1M, 1M",
        "1500k, 1500k",
        "0.1Ki, 102400m",
        "12e6, 12e6",
        "1n, 1n"
    })
    void printsItsCanonicalForm(String text, String canonical) {
        assertThat(Quantity.parse(text).orElseThrow()).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1x", "1.2.3", "1Kib", "--1", "1e", ".", "1 Gi", "Gi"})
    void refusesWhatIsNone(String text) {
        assertThat(Quantity.parse(text)).isEmpty();
    }

    @Test
    void comparesAcrossNotations() {
        assertThat(Quantity.parse("1Gi").orElseThrow())
                .isGreaterThan(Quantity.parse("1G").orElseThrow())
                .isEqualByComparingTo(Quantity.parse("1024Mi").orElseThrow());
    }

    @Test
    void roundsAResourceListUpToMilli() {
        ObjectNode list = Tree.newObject().put("cpu", "0.0001").put("memory", "1024Mi");

        Quantity.canonicalize(list);

        assertThat(list).hasToString("{\"cpu\":\"1m\",\"memory\":\"1Gi\"}");
    }
}
