package dev.coracle.apiserver.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not json                                             | invalid character 'o' in literal null (expecting 'u')
            {}                                                   | server does not recognize this encoded version
            {"v":"meta.k8s.io/v2","rv":7,"start":"a"}            | server does not recognize this encoded version meta.k8s.io/v2
            {"v":"meta.k8s.io/v1","rv":0,"start":"a"}            | incorrect encoded start resourceVersion (version meta.k8s.io/v1)
            {"v":"meta.k8s.io/v1","rv":7,"start":""}             | encoded start key empty (version meta.k8s.io/v1)
            {"v":"meta.k8s.io/v1","rv":7,"start":"../secrets/a"} | ../secrets/a
            """)
    void refusesWhatItDidNotMake(String json, String reason) {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> ContinueToken.decode(text))
                .message()
                .satisfies(message -> assertThat(message.strip())
                        .isEqualTo("invalid continue token: continue key is not valid: " + reason));
    }

    @ParameterizedTest
    @CsvSource({"%%%,0", "YWJj=,4", "YWJjZ,4"})
    void saysWhereATokenIsNoBase64(String text, int at) {
        assertThatThrownBy(() -> ContinueToken.decode(text))
                .hasMessage(
                        "invalid continue token: continue key is not valid: illegal base64 data at input byte " + at);
    }
}
