package dev.coracle.machinery.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
    @Test
    void keepsNoNamesForTheNextClient() throws IOException {
        assertThat(firstName()).isEqualTo(firstName()).isNotSameAs(firstName());
    }

    private static String firstName() throws IOException {
        try (JsonParser parser = JsonCodec.parser(new byte[] {'{', '"', 'n', 'a', '"', ':', '1', '}'})) {
            parser.nextToken();
            return parser.nextFieldName();
        }
    }
}
