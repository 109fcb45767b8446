package dev.coracle.machinery.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClientJsonTest {
    private final JsonFactory factory = ClientJson.factory().build();

    @Test
    void keepsNoNamesForTheNextClient() throws IOException {
        assertThat(firstName()).isEqualTo(firstName()).isNotSameAs(firstName());
    }

    private String firstName() throws IOException {
        try (JsonParser parser = factory.createParser(new byte[] {'{', '"', 'n', 'a', '"', ':', '1', '}'})) {
            parser.nextToken();
            return parser.nextFieldName();
        }
    }
}
