package dev.coracle.machinery.field;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldErrorsTest {
    @Test
    void aSearchEndsWhenItHasFoundEnough() {
        int[] looked = {0};
        FieldErrors errors = FieldErrors.found(found -> {
            for (int i = 0; i < 1_000_000; i++) {
                looked[0]++;
                found.invalid(Path.of("labels").key("k" + i), "v", "no");
            }
        });

        assertThat(errors.all()).hasSize(FieldErrors.MAX);
        assertThat(looked[0]).isEqualTo(FieldErrors.MAX + 1);
        assertThat(errors.toString()).endsWith("labels[k999]: Invalid value: \"v\": no, and more that are not listed]");
    }

    @Test
    void errorsThatAreLongTogetherAreNotAllListed() {
        FieldErrors errors = new FieldErrors();
        for (int i = 0; i < 100; i++) {
            errors.invalid(Path.of("a" + i), "v".repeat(100_000), "no");
        }

        assertThat(errors.listed()).hasSizeLessThan(20);
        assertThat(errors.toString()).hasSizeLessThan(2_000_000).endsWith(", and more that are not listed]");
    }
}
