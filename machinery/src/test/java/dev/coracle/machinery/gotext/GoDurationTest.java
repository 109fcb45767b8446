package dev.coracle.machinery.gotext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As Go's time.ParseDuration. */
class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        "5s,PT5S",
        "-5s,PT-5S",
        "+1h30m,PT1H30M",
        "1.5s,PT1.5S",
        ".5m,PT30S",
        "250ms,PT0.25S",
        "1us,PT0.000001S"
    })
    void reads(String text, String duration) {
        assertThat(GoDuration.parse(text)).hasToString(duration);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abc      | time: invalid duration "abc"
            -        | time: invalid duration "-"
            .s       | time: invalid duration ".s"
            5        | time: missing unit in duration "5"
            5y       | time: unknown unit "y" in duration "5y"
            9999999h | time: invalid duration "9999999h"
            """)
    void refusesInGosWords(String text, String message) {
        assertThatThrownBy(() -> GoDuration.parse(text)).hasMessage(message);
    }
}
