package dev.coracle.apiserver.gotext;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1s", "1h15m30.5s", ".5s", "5.s", "3us", "100ns"})
    void takesWhatGoTakes(String text) {
        assertThat(GoDuration.error(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x   | time: invalid duration "x"
            -   | time: invalid duration "-"
            .s  | time: invalid duration ".s"
            5   | time: missing unit in duration "5"
            1s5 | time: missing unit in duration "1s5"
            5y  | time: unknown unit "y" in duration "5y"
            """)
    void saysWhatGoSays(String text, String error) {
        assertThat(GoDuration.error(text)).isEqualTo(error);
    }
}
