package dev.coracle.machinery.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.machinery.gotext.MalformedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each message is what kube-apiserver 1.36.0 answers; a percent sign stands for a line's end. */
class YamlErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            a: b: c                 | yaml: mapping values are not allowed in this context
            a: b%  c: d             | yaml: line 2: mapping values are not allowed in this context
            a:%\tb: c               | yaml: line 2: found character that cannot start any token
            a: {b: c                | yaml: line 1: did not find expected ',' or '}'
            a: [b                   | yaml: line 1: did not find expected ',' or ']'
            a:%  b: c% d: e%        | yaml: line 2: did not find expected key
            a: b%- c                | yaml: line 1: did not find expected key
            - a%b: c                | yaml: line 1: did not find expected '-' indicator
            a:%  b: "c              | yaml: line 2: found unexpected end of stream
            a: *x                   | yaml: unknown anchor 'x' referenced
            a: "\\q"                | yaml: found unknown escape character
            a: "\\x4"               | yaml: did not find expected hexdecimal number
            a: @x                   | yaml: found character that cannot start any token
            a: >x                   | yaml: did not find expected comment or line break
            {"a":                   | yaml: line 1: did not find expected node content
            a: b%c                  | yaml: line 3: could not find expected ':'
            [a]: x                  | yaml: invalid map key: []interface {}{"a"}
            {a: b}: x               | yaml: invalid map key: map[interface {}]interface {}{"a":"b"}
            null: x                 | unsupported map key of type: %!s(<nil>), key: <nil>, value: "x"
            <<: x                   | yaml: map merge requires map or sequence of maps as the value
            a: !!int x              | yaml: cannot decode !!str `x` as a !!int
            !!binary x              | yaml: !!binary value contains invalid base64 data
            a: .nan                 | json: unsupported value: NaN
            """)
    void saysWhatGoSays(String yaml, String error) {
        byte[] body = yaml.replace('%', '\n').getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new YamlReader(new DecodeErrors()).read(body))
                .isInstanceOf(MalformedException.class)
                .hasMessage(error);
    }

    @Test
    void readsTheFirstDocumentAndNoMore() throws MalformedException {
        assertThat(read("a: 1\n---\nb: [")).isEqualTo("{\"a\":1}");
        assertThat(read("{a: b}}")).isEqualTo("{\"a\":\"b\"}");
    }

    @Test
    void readsNumbersAsGoDoes() throws MalformedException {
        assertThat(read("[1e3, 1.0, 1.5, 0x10, 010, 1_000]")).isEqualTo("[1000,1,1.5,16,8,1000]");
    }

    @Test
    void namesEachRepeatedKeyByTheLineOfItsValue() throws MalformedException {
        DecodeErrors findings = new DecodeErrors();
        var unused = new YamlReader(findings).read("a: 1\na:\n  b: 1\nc: 1\nc: 2\n".getBytes(StandardCharsets.UTF_8));
        assertThat(findings.warnings(false))
                .containsExactly("line 3: key \"a\" already set in map", "line 5: key \"c\" already set in map");
        assertThat(findings.strictErrors(false))
                .containsExactly("yaml: unmarshal errors:\n  line 3: key \"a\" already set in map\n"
                        + "  line 5: key \"c\" already set in map");
    }

    private static String read(String yaml) throws MalformedException {
        return new YamlReader(new DecodeErrors())
                .read(yaml.getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
