package dev.coracle.apiserver.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinueTokenTest {
    @Test
    void comesBackAsItWas() {
        ContinueToken token = new ContinueToken(42, "default/some-name");

        assertThat(ContinueToken.decode(token.encode())).isEqualTo(token);
    }

    @Test
    void hasUpstreamsForm() {
        byte[] json = Base64.getUrlDecoder().decode(new ContinueToken(7, "a/b").encode());

        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("{\"v\":\"meta.k8s.io/v1\",\"rv\":7,\"start\":\"a/b\\u0000\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%%%",
                "not json",
                "{}",
                "{\"v\":\"meta.k8s.io/v2\",\"rv\":7,\"start\":\"a\"}",
                "{\"v\":\"meta.k8s.io/v1\",\"rv\":0,\"start\":\"a\"}",
                "{\"v\":\"meta.k8s.io/v1\",\"rv\":7,\"start\":\"\"}"
            })
    void refusesWhatItDidNotMake(String json) {
        String text = json.startsWith("%")
                ? json
                : Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> ContinueToken.decode(text))
                .hasMessageStartingWith("invalid continue token: continue key is not valid: ");
    }
}
