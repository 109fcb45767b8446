package dev.coracle.machinery.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.decode.FieldValidation;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Schema ENV =
            TestSchema.object(Map.of("name", TestSchema.string(), "value", TestSchema.string()));
    private static final Schema CONTAINER = TestSchema.object(Map.of(
            "name", TestSchema.string(),
            "image", TestSchema.string(),
            "args", TestSchema.list(TestSchema.string()),
            "env", TestSchema.mergedList(ENV, "name")));
    private static final Schema SCHEMA = TestSchema.object(Map.of(
            "containers", TestSchema.mergedList(CONTAINER, "name"),
            "finalizers", TestSchema.mergedList(TestSchema.string(), null),
            "strategy", TestSchema.object(Map.of("type", TestSchema.string()))));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # current | patch | result
            {"a":1}                       | {"b":2}                            | {"a":1,"b":2}
            {"a":1,"b":2}                 | {"b":null}                         | {"a":1}
            {"a":{"b":1,"c":2}}           | {"a":{"b":null,"d":{"e":null}}}    | {"a":{"c":2,"d":{}}}
            {"a":[1,2]}                   | {"a":[3]}                          | {"a":[3]}
            {"a":"x"}                     | {"a":{"b":1}}                      | {"a":{"b":1}}
            """)
    void mergePatchFollowsRfc7386(String current, String patch, String result) {
        assertThat(apply(PatchType.MERGE, patch, current)).isEqualTo(json(result));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # merged by key, the rest of the item kept
            {"containers":[{"name":"a","image":"1","args":["x"]}]} | {"containers":[{"name":"a","image":"2"}]} | {"containers":[{"name":"a","image":"2","args":["x"]}]}
            # a new key: the server's own items keep their place before what the client adds
            {"containers":[{"name":"a"},{"name":"b"}]} | {"containers":[{"name":"c"}]} | {"containers":[{"name":"c"},{"name":"a"},{"name":"b"}]}
            # lists without a strategy are replaced
            {"containers":[{"name":"a","args":["x","y"]}]} | {"containers":[{"name":"a","args":["z"]}]} | {"containers":[{"name":"a","args":["z"]}]}
            # nested merge
            {"containers":[{"name":"a","env":[{"name":"E","value":"1"},{"name":"F","value":"2"}]}]} | {"containers":[{"name":"a","env":[{"name":"F","value":"3"}]}]} | {"containers":[{"name":"a","env":[{"name":"E","value":"1"},{"name":"F","value":"3"}]}]}
            # $patch: delete and replace
            {"containers":[{"name":"a"},{"name":"b"}]} | {"containers":[{"name":"a","$patch":"delete"}]} | {"containers":[{"name":"b"}]}
            {"containers":[{"name":"a"},{"name":"b"}]} | {"containers":[{"$patch":"replace"},{"name":"c"}]} | {"containers":[{"name":"c"}]}
            {"strategy":{"type":"R","x":1}} | {"strategy":{"$patch":"replace","type":"Q"}} | {"strategy":{"type":"Q"}}
            {"strategy":{"type":"R"}} | {"strategy":{"$patch":"delete"}} | {"strategy":{}}
            # $retainKeys
            {"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}} | {"strategy":{"$retainKeys":["type"],"type":"Recreate"}} | {"strategy":{"type":"Recreate"}}
            # lists of primitives: union, and deletion by value
            {"finalizers":["a","b"]} | {"finalizers":["b","c"]} | {"finalizers":["a","b","c"]}
            {"finalizers":["a","b"]} | {"$deleteFromPrimitiveList/finalizers":["a"]} | {"finalizers":["b"]}
            {"finalizers":["a","b"]} | {"$setElementOrder/finalizers":["c","b"],"$deleteFromPrimitiveList/finalizers":["a"],"finalizers":["c"]} | {"finalizers":["c","b"]}
            # $setElementOrder puts items into the client's order, the server's own woven in
            {"containers":[{"name":"a"},{"name":"x"},{"name":"b"}]} | {"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"b","image":"9"}]} | {"containers":[{"name":"x"},{"name":"b","image":"9"},{"name":"a"}]}
            {"containers":[{"name":"a"},{"name":"b"}]} | {"$setElementOrder/containers":[{"name":"b"}],"containers":[{"name":"a","$patch":"delete"}]} | {"containers":[{"name":"b"}]}
            # null removes; a value not there before is taken without its nulls and what holds a directive
            {"strategy":{"type":"R"}} | {"strategy":null} | {}
            {} | {"strategy":{"$retainKeys":["type"],"type":"R","rollingUpdate":null}} | {"strategy":{"$retainKeys":["type"],"type":"R"}}
            {} | {"containers":[{"name":"a"},{"name":"b","$patch":"delete"}]} | {"containers":[{"name":"a"}]}
            {} | {"containers":[{"name":"a"},{"name":"b","$patch":"replace"}]} | {"containers":[{"name":"a"}]}
            {} | {"strategy":{"$patch":"replace","type":"R"}} | {}
            """)
    void strategicPatchMergesByTheSchema(String current, String patch, String result) {
        assertThat(apply(PatchType.STRATEGIC, patch, current)).isEqualTo(json(result));
    }

    @Test
    void aStrategicItemWithoutItsMergeKeyIsRefused() {
        assertThatThrownBy(() -> apply(
                        PatchType.STRATEGIC,
                        "{\"containers\":[{\"image\":\"2\"}]}",
                        "{\"containers\":[{\"name\":\"a\"}]}"))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(500);
                    assertThat(e).hasMessageContaining("does not contain declared merge key: name");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # current | operations | result
            {"a":1,"b":1,"l":["y"]} | {"op":"test","path":"/a","value":1},{"op":"replace","path":"/a","value":2},{"op":"add","path":"/l/-","value":"z"},{"op":"remove","path":"/b"} | {"a":2,"l":["y","z"]}
            {"l":[1,2]}       | {"op":"add","path":"/l/1","value":9}              | {"l":[1,9,2]}
            {"l":[1,2]}       | {"op":"add","path":"/l/-1","value":9}             | {"l":[1,2,9]}
            {"l":[1,2]}       | {"op":"remove","path":"/l/-1"}                    | {"l":[1]}
            {"l":[1,2]}       | {"op":"replace","path":"/l/0","value":null}       | {"l":[null,2]}
            {"a":{}}          | {"op":"replace","path":"/a/b","value":1}          | {"a":{"b":1}}
            {"a":{"b/c~d":1}} | {"op":"remove","path":"/a/b~1c~0d"}               | {"a":{}}
            {"a":{"b":[1]}}   | {"op":"move","from":"/a/b","path":"/c"}           | {"a":{},"c":[1]}
            {"a":[1]}         | {"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/-","value":2} | {"a":[1],"b":[1,2]}
            {"a":1}           | {"op":"copy","from":"/none","path":"/b"}          | {"a":1,"b":null}
            {"a":1}           | {"op":"replace","path":"","value":{"b":2}},{"op":"add","path":"/c","value":3} | {"b":2,"c":3}
            {"a":1}           | {"op":"test","path":"/none","value":null}         | {"a":1}
            {"a":1}           | {"op":"add","path":"/b"}                          | {"a":1,"b":null}
            """)
    void aJsonPatchAppliesItsOperationsInOrder(String current, String operations, String result) {
        assertThat(apply(PatchType.JSON, "[" + operations + "]", current)).isEqualTo(json(result));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [{"op":"test","path":"/a","value":2}]                | 422 | the server rejected our request due to an error in our request
            [{"op":"test","path":"/a","value":"1"}]              | 422 | the server rejected our request due to an error in our request
            [{"op":"remove","path":"/nothing"}]                  | 422 | the server rejected our request due to an error in our request
            [{"op":"remove","path":"/l/2"}]                      | 422 | the server rejected our request due to an error in our request
            [{"op":"add","path":"/l/3","value":0}]               | 422 | the server rejected our request due to an error in our request
            [{"op":"add","path":"/l/x","value":0}]               | 422 | the server rejected our request due to an error in our request
            [{"op":"add","path":"/none/x","value":0}]            | 422 | the server rejected our request due to an error in our request
            [{"op":"add","path":"/a/x","value":0}]               | 422 | the server rejected our request due to an error in our request
            [{"op":"add","path":"a","value":0}]                  | 422 | the server rejected our request due to an error in our request
            [{"op":"move","from":"/nothing","path":"/b"}]        | 422 | the server rejected our request due to an error in our request
            [{"op":"grow","path":"/a"}]                          | 422 | the server rejected our request due to an error in our request
            [{"path":"/a"}]                                      | 422 | the server rejected our request due to an error in our request
            [null]                                               | 422 | the server rejected our request due to an error in our request
            [{"op":"replace","path":"","value":1}]               | 422 | the server rejected our request due to an error in our request
            {"op":"add"}  | 400 | error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp
            [1]           | 400 | error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp
            [{"op":1}]    | 400 | error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string
            not json      | 400 | error decoding patch: invalid character 'o' in literal null (expecting 'u')
            [{"op"        | 400 | error decoding patch: unexpected end of JSON input
            """)
    void aJsonPatchThatDoesNotApplyIsRefused(String patch, int code, String message) {
        assertThatThrownBy(() -> apply(PatchType.JSON, patch, "{\"a\":1,\"l\":[1,2]}"))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e).hasMessage(message);
                });
    }

    @Test
    void copiesOfOnePatchAreBounded() {
        String value = "x".repeat(1 << 20);
        String copies = "{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"},".repeat(3);
        assertThatThrownBy(() -> apply(
                        PatchType.JSON,
                        "[" + copies.substring(0, copies.length() - 1) + "]",
                        "{\"a\":\"" + value + "\"}"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(422));
    }

    @Test
    void whatIsRepeatedOrUnknownInAPatchIsTold() {
        assertThat(patched(PatchType.JSON, "[{\"op\":\"add\",\"op\":\"add\",\"path\":\"/b\",\"x\":1}]", "{}")
                        .strictErrors())
                .containsExactly("json patch duplicate field \"[0].op\"", "json patch unknown field \"[0].x\"");
        assertThat(patched(PatchType.MERGE, "{\"a\":{\"b\":1,\"b\":2}}", "{}").strictErrors())
                .containsExactly("duplicate field \"a.b\"");
    }

    @Test
    void showsWhatThePatchWentThroughSorted() {
        String current = "{\"b\":{\"z\":1,\"y\":2},\"a\":{\"z\":\"<\",\"y\":2}}";
        assertThat(patched(PatchType.JSON, "[{\"op\":\"add\",\"path\":\"/b/x\",\"value\":{\"d\":1,\"c\":2}}]", current)
                        .shown()
                        .get())
                .isEqualTo("{\"a\":{\"z\":\"\\u003c\",\"y\":2},\"b\":{\"x\":{\"d\":1,\"c\":2},\"y\":2,\"z\":1}}");
        assertThat(patched(PatchType.MERGE, "{\"b\":{\"x\":3}}", current)
                        .shown()
                        .get())
                .isEqualTo("{\"a\":{\"z\":\"\\u003c\",\"y\":2},\"b\":{\"x\":3,\"y\":2,\"z\":1}}");
    }

    @Test
    void tooManyOperationsAreTooLarge() {
        String patch =
                "[" + "{\"op\":\"remove\",\"path\":\"/a\"},".repeat(10_000) + "{\"op\":\"remove\",\"path\":\"/a\"}]";
        assertThatThrownBy(() -> apply(PatchType.JSON, patch, "{\"a\":1}"))
                .hasMessage(
                        "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
    }

    private static ObjectNode apply(PatchType type, String patch, String current) {
        return (ObjectNode) patched(type, patch, current).document();
    }

    private static Patched patched(PatchType type, String patch, String current) {
        return Patches.apply(type, patch.getBytes(StandardCharsets.UTF_8), json(current), SCHEMA, FieldValidation.WARN);
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
