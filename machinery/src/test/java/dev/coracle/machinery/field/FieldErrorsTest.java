package dev.coracle.machinery.field;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldErrorsTest {
    @Test
    void endsASearchThatHasFoundMoreThanOneReadsAndSaysSo() {
        FieldErrors errors = FieldErrors.found(found -> {
            for (int i = 0; i < 100_000; i++) {
                found.required(Path.of("list").index(i), "");
            }
        });

        assertThat(errors.all()).hasSize(FieldErrors.MAX);
        assertThat(errors.toString()).endsWith(", and more that are not listed]");
    }

    @Test
    void namesAllOfAsManyAsFit() {
        FieldErrors errors = FieldErrors.found(found -> {
            for (int i = 0; i < FieldErrors.MAX; i++) {
                found.required(Path.of("list").index(i), "");
            }
        });

        assertThat(errors.all()).hasSize(FieldErrors.MAX).allMatch(error -> error.type() == ErrorType.REQUIRED);
        assertThat(errors.toString()).endsWith("list[" + (FieldErrors.MAX - 1) + "]: Required value]");
    }
}
