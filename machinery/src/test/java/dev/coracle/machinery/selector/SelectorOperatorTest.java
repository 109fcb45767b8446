package dev.coracle.machinery.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SelectorOperatorTest {
    @ParameterizedTest
    @CsvSource({
        "In, b, true",
        "In, c, false",
        "In, , false",
        "NotIn, b, false",
        "NotIn, c, true",
        "NotIn, , true",
        "Exists, b, true",
        "Exists, , false",
        "DoesNotExist, b, false",
        "DoesNotExist, , true",
    })
    void comparesALabelWithValues(String word, String label, boolean accepted) {
        SelectorOperator operator = SelectorOperator.find(word).orElseThrow();
        assertThat(operator.accepts(label, List.of("a", "b"))).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "Gt, 6, true",
        "Gt, 5, false",
        "Gt, x, false",
        "Gt, , false",
        "Lt, 4, true",
        "Lt, 5, false",
        "Lt, -6, true",
        "Lt, 99999999999999999999, false",
    })
    void onlyNumbersAreGreaterOrLess(String word, String label, boolean accepted) {
        SelectorOperator operator = SelectorOperator.find(word).orElseThrow();
        assertThat(operator.accepts(label, List.of("5"))).isEqualTo(accepted);
    }

    @Test
    void knowsNoOtherWords() {
        assertThat(SelectorOperator.find("in")).isEmpty();
        assertThat(SelectorOperator.find("")).isEmpty();
    }
}
