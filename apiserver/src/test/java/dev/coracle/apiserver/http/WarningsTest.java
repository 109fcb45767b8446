package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarningsTest {
    private final Warnings warnings = new Warnings();

    @Test
    void saysEachOnce() {
        warnings.add("a \"b\"");
        warnings.add("a \"b\"");

        assertThat(warnings.headers()).containsExactly("299 - \"a \\\"b\\\"\"");
    }

    @Test
    void cutsLongOnesWhenTheyAreTooLongTogether() {
        warnings.add("x".repeat(4000));
        assertThat(warnings.headers().get(0)).hasSizeGreaterThan(4000);

        for (int i = 0; i < 100; i++) {
            warnings.add(i + "y".repeat(4000));
        }
        assertThat(warnings.headers())
                .hasSize(16)
                .allSatisfy(header -> assertThat(header).hasSize("299 - \"\"".length() + 256));
    }
}
