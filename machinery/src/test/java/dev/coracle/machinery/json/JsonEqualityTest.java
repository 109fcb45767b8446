package dev.coracle.machinery.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonEqualityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | 1 | exact byValue asGo",
                "1 | 1.0 | byValue",
                "1.0 | 1.00 | exact byValue asGo",
                "1 | 2 | none",
                "1 | '1' | none",
                "true | 1 | none",
                "null | false | none",
                "18446744073709551616 | 18446744073709551616 | exact byValue asGo",
                "18446744073709551616 | 0 | none",
                "{'a':1,'b':2} | {'b':2,'a':1} | exact byValue asGo",
                "{'a':1} | {'a':1,'b':2} | none",
                "{'a':1,'b':2} | {'a':1} | none",
                "{'a':1,'b':null} | {'a':1} | asGo",
                "{'a':1} | {'a':1,'b':[]} | asGo",
                "{'a':{}} | {'a':null} | asGo",
                "{'a':''} | {} | none",
                "{'a':{'b':[]}} | {'a':{}} | asGo",
                "{'a':{'b':1}} | {} | none",
                "[1] | {} | none",
                "{} | [] | asGo",
                "{} | null | asGo",
                "[{'a':[]}] | [{}] | asGo",
                "[1,2] | [2,1] | none",
                "[1] | [1,null] | none",
                "[1.0] | [1] | byValue",
            })
    void eachNotionSaysWhatItTakesForTheSame(String one, String other, String notions) throws JsonProcessingException {
        JsonNode a = json(one);
        JsonNode b = json(other);
        assertThat(JsonEquality.exact(a, b)).isEqualTo(notions.contains("exact"));
        assertThat(JsonEquality.byValue(a, b)).isEqualTo(notions.contains("byValue"));
        assertThat(JsonEquality.asGo(a, b)).isEqualTo(notions.contains("asGo"));
        assertThat(JsonEquality.exact(b, a)).isEqualTo(notions.contains("exact"));
        assertThat(JsonEquality.byValue(b, a)).isEqualTo(notions.contains("byValue"));
        assertThat(JsonEquality.asGo(b, a)).isEqualTo(notions.contains("asGo"));
    }

    @Test
    void theJavaTypeOfAnIntegerSaysNothing() {
        JsonNode withInt = JsonNodeFactory.instance.objectNode().set("a", new IntNode(1));
        JsonNode withLong = JsonNodeFactory.instance.objectNode().set("a", new LongNode(1));
        assertThat(JsonEquality.exact(withInt, withLong)).isTrue();
        assertThat(JsonEquality.asGo(withInt, withLong)).isTrue();
        assertThat(JsonEquality.byValue(withLong, new LongNode(1))).isFalse();
        assertThat(JsonEquality.exact(new IntNode(1), new DoubleNode(1))).isFalse();
    }

    @Test
    void missingIsNothingOnlyToGo() throws JsonProcessingException {
        assertThat(JsonEquality.asGo(MissingNode.getInstance(), json("[]"))).isTrue();
        assertThat(JsonEquality.exact(MissingNode.getInstance(), json("[]"))).isFalse();
        assertThat(JsonEquality.exact(MissingNode.getInstance(), MissingNode.getInstance()))
                .isTrue();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return JsonCodec.read(text.replace('\'', '"'));
    }
}
