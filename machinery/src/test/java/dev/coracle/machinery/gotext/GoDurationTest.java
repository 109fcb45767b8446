package dev.coracle.machinery.gotext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As Go's time.ParseDuration and Duration.String. */
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

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT0.000000001S,1ns",
        "PT0.0000011S,1.1µs",
        "PT0.25S,250ms",
        "PT0.0025S,2.5ms",
        "PT1S,1s",
        "PT1.5S,1.5s",
        "PT10S,10s",
        "PT1M20S,1m20s",
        "PT5M,5m0s",
        "PT1H,1h0m0s",
        "PT26H3M4.05S,26h3m4.05s",
        "PT-1M,-1m0s",
    })
    void prints(Duration duration, String text) {
        assertThat(GoDuration.format(duration)).isEqualTo(text);
        assertThat(GoDuration.parse(text)).isEqualTo(duration);
    }
}
