package dev.coracle.apiserver.field;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldErrorsTest {
    private final FieldErrors errors = new FieldErrors();

    @Test
    void namesNoMoreErrorsThanOneReadsAndSaysSo() {
        for (int i = 0; i < 100_000; i++) {
            errors.invalid(Path.of("list").index(i), i, "no");
        }

        assertThat(errors.count()).isEqualTo(100_000);
        assertThat(errors.all()).hasSize(FieldErrors.MAX + 1);
        assertThat(errors.all().get(FieldErrors.MAX))
                .hasToString("list[" + FieldErrors.MAX + "]: Too many: no more than " + FieldErrors.MAX
                        + " errors are named");
    }

    @Test
    void namesFewerErrorsThatAreLong() {
        String shown = "x".repeat(400_000);
        for (int i = 0; i < FieldErrors.MAX; i++) {
            errors.invalid(Path.of("list").index(i), shown, "no");
        }

        assertThat(errors.readable()).hasSize(4);
        assertThat(errors.readable().get(3))
                .hasToString("list[2]: Too many: the other errors are too long to be named");
        assertThat(errors.toString()).hasSizeLessThan(1_500_000);
    }

    @Test
    void namesAllOfAsManyAsFit() {
        for (int i = 0; i < FieldErrors.MAX; i++) {
            errors.required(Path.of("list").index(i), "");
        }

        assertThat(errors.all()).hasSize(FieldErrors.MAX).allMatch(error -> error.type() == ErrorType.REQUIRED);
    }
}
