package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEscapesTest {
    private static final int PLANES = 17;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Of each plane the first, a middle and the last characters, between others of all lengths. */
    private static String everyPlane() {
        StringBuilder text = new StringBuilder("a\u007f\u0080\u07ff\u0800\ud7ff\ue000é\"\\\n");
        for (int plane = 0; plane < PLANES; plane++) {
            for (int offset : new int[] {0x20, 0xe9, 0x1234, 0xfffd, 0xffff}) {
                text.appendCodePoint(plane * 0x10000 + offset).append(plane % 2 == 0 ? "x" : "ü");
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 64, 100_000})
    void piecesOfAnySizeMeanWhatTheWholeMeans(int size) throws JsonProcessingException {
        String json = MAPPER.writeValueAsString(List.of(everyPlane(), "plain"));
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        JsonEscapes escapes = new JsonEscapes();
        StringBuilder received = new StringBuilder();
        for (int start = 0; start < bytes.length; start += size) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, start, Math.min(size, bytes.length - start));
            // As the reader does it: the whole array behind the decoded piece.
            received.append(StandardCharsets.UTF_8.decode(escapes.escape(piece)).array());
        }

        assertThat(received.toString()).doesNotContain("\0");
        assertThat(MAPPER.readTree(received.toString())).isEqualTo(MAPPER.readTree(json));
    }

    @Test
    void asciiIsHandedOnAsItIs() {
        ByteBuffer piece = ByteBuffer.wrap("{\"a\":1}\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(new JsonEscapes().escape(piece)).isSameAs(piece);
    }

    @Test
    void whatIsNoUtf8BecomesTheReplacementCharacter() {
        byte[] broken = {'"', (byte) 0xc3, '"'};

        assertThat(StandardCharsets.US_ASCII
                        .decode(new JsonEscapes().escape(ByteBuffer.wrap(broken)))
                        .toString())
                .isEqualTo("\"\\ufffd\"");
    }
}
