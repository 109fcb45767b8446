package dev.coracle.apiserver.customresources.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.coracle.apiserver.customresources.structural.Structural;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizedTypeTest {
    /** Upstream (v1.36): two bytes for the braces, and for what must be there its name, its value and four more. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            9  | {"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}
            2  | {"type":"object","required":["a"],"properties":{"a":{"type":"string","default":"x"}}}
            2  | {"type":"object","properties":{"a":{"type":"string"}}}
            20 | {"type":"object","required":["a","bool"],"properties":{"a":{"type":"integer"},"bool":{"type":"boolean"}}}
            """)
    void anItemTakesAsMuchAsWhatItMustHave(long size, String items) throws JsonProcessingException {
        Structural list = Structural.inner(new ObjectMapper().readTree("{\"type\":\"array\",\"items\":" + items + "}"));

        assertThat(SizedType.of(list, false).maxElements()).isEqualTo((3 * 1024 * 1024 - 2) / (size + 1));
    }
}
