package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "nginx:1.25, docker.io/library/nginx:1.25",
        "bitnami/redis:7, docker.io/bitnami/redis:7",
        "registry.k8s.io/pause:3.9, registry.k8s.io/pause:3.9",
        "localhost:5000/a/b_c:x, localhost:5000/a/b_c:x",
        "quay.io/x/y@sha256:0123456789012345678901234567890123456789012345678901234567890123,"
                + " quay.io/x/y@sha256:0123456789012345678901234567890123456789012345678901234567890123"
    })
    void completesNames(String image, String full) {
        assertThat(ImageReference.parse(image).fullName()).isEqualTo(full);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Nginx", "a b", "nginx:", "nginx:ta g", "-x", "nginx@sha256:1", "a//b"})
    void rejectsWhatIsNoName(String image) {
        assertThatThrownBy(() -> ImageReference.parse(image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("couldn't parse image name \"" + image + "\": invalid reference format");
    }

    @Test
    void knowsTheShortNameAndAnId() {
        ImageReference image = ImageReference.parse("localhost:5000/a/redis:7");
        assertThat(image.shortName()).isEqualTo("redis");
        assertThat(image.id()).matches("localhost:5000/a/redis@sha256:[0-9a-f]{64}");
    }
}
