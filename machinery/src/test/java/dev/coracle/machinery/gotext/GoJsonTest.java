package dev.coracle.machinery.gotext;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class GoJsonTest {
    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void escapesWhatABrowserCouldMistake() {
        assertThat(GoJson.quoted("<a>&\u2028\u0001\u001f\"\\\n"))
                .isEqualTo("\"\\u003ca\\u003e\\u0026\\u2028\\u0001\\u001f\\\"\\\\\\n\"");
    }

    @Test
    void keepsTheOrderOfAStruct() throws Exception {
        assertThat(GoJson.of(json("{'b':[1,null,true],'a':{'<':'x'}}")))
                .isEqualTo("{\"b\":[1,null,true],\"a\":{\"\\u003c\":\"x\"}}");
    }

    @Test
    void sortsMapsByTheBytesOfTheirKeys() throws Exception {
        assertThat(GoJson.sorted(json("{'\uD83D\uDE00':1,'\uFF5E':{'b':2,'a':3}}")))
                .isEqualTo("{\"\uFF5E\":{\"a\":3,\"b\":2},\"\uD83D\uDE00\":1}");
    }
}
