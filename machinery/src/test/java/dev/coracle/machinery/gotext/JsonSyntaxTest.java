package dev.coracle.machinery.gotext;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each message is what kube-apiserver 1.36.0 answers. */
class JsonSyntaxTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {              | unexpected end of JSON input
            {"a"           | unexpected end of JSON input
            {"a":1,        | unexpected end of JSON input
            "x             | unexpected end of JSON input
            {"a":1,}       | invalid character '}' looking for beginning of object key string
            {a:1}          | invalid character 'a' looking for beginning of object key string
            {"a" 1}        | invalid character '1' after object key
            {"a":1 "b"}    | invalid character '"' after object key:value pair
            [1 2]          | invalid character '2' after array element
            [1,]           | invalid character ']' looking for beginning of value
            {}{}           | invalid character '{' after top-level value
            nul            | invalid character ' ' in literal null (expecting 'l')
            nulL           | invalid character 'L' in literal null (expecting 'l')
            [NaN]          | invalid character 'N' looking for beginning of value
            -              | invalid character ' ' in numeric literal
            [-x]           | invalid character 'x' in numeric literal
            [01]           | invalid character '1' after array element
            1.             | invalid character ' ' after decimal point in numeric literal
            [1ex]          | invalid character 'x' in exponent of numeric literal
            ["\\q"]        | invalid character 'q' in string escape code
            "\\u12         | invalid character ' ' in \\u hexadecimal character escape
            ["\\u12x4"]    | invalid character 'x' in \\u hexadecimal character escape
            """)
    void saysWhatGoSays(String json, String error) {
        assertThat(JsonSyntax.explain(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(error);
    }

    @Test
    void namesBytesAsGoDoes() {
        assertThat(JsonSyntax.explain(new byte[] {'"', 1, '"'}))
                .isEqualTo("invalid character '\\x01' in string literal");
        assertThat(JsonSyntax.explain(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '}'}))
                .isEqualTo("invalid character 'ï' looking for beginning of value");
        assertThat(JsonSyntax.explain("[".repeat(10_001).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("invalid character '[' exceeded max depth");
    }

    @Test
    void findsNothingWrongWithWhatGoTakes() {
        assertThat(JsonSyntax.explain(
                        " {\"a\":[1,2.5e+3,null,true,\"\\u0041\"],\"a\":{}} ".getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void replacesWhatIsNoUtf8ByteByByte() {
        byte[] text = {'a', (byte) 0xe2, (byte) 0x82, 'b', (byte) 0xff, (byte) 0xc3, (byte) 0xa9};
        assertThat(new String(Utf8.valid(text), StandardCharsets.UTF_8)).isEqualTo("a\ufffd\ufffdb\ufffdé");
    }
}
