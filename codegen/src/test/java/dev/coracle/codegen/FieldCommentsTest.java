package dev.coracle.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldCommentsTest {
    @Test
    void linesRunTogetherAndNotesAreLeftOut() {
        assertThat(FieldComments.description(
                        List.of("One of", "two.", "+optional", "TODO: three", "", "Another.", "---", "not this")))
                .isEqualTo("One of two.\n\nAnother.");
    }

    @Test
    void anIndentedLineStandsAlone() {
        assertThat(FieldComments.description(List.of("For example:", "  a: 1", "and no more.")))
                .isEqualTo("For example:\n  a: 1\nand no more.");
    }

    @Test
    void upstreamsCommentsAreFoundByTypeAndByField() throws IOException {
        FieldComments comments = FieldComments.read();
        assertThat(comments.of("io.k8s.api.apps.v1.Deployment", "spec"))
                .isEqualTo("Specification of the desired behavior of the Deployment.");
        assertThat(comments.of("io.k8s.api.apps.v1.Deployment")).startsWith("Deployment enables declarative updates");
        assertThat(comments.of("io.k8s.api.apps.v1.Deployment", "nothing")).isEmpty();
    }
}
