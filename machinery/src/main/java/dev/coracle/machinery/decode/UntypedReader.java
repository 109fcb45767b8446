package dev.coracle.machinery.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.gotext.JsonSyntax;
import dev.coracle.machinery.gotext.MalformedException;
import java.io.IOException;
import java.util.List;

/** Reads JSON of any shape, such as a patch, and notes which keys are repeated. Confined to one call. */
public final class UntypedReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser in;
    private final DecodeErrors findings = new DecodeErrors();
    private final DecodePath place = new DecodePath();
    private final Nesting nesting = new Nesting();

    /**
     * A body that was read.
     *
     * @param value what it says
     * @param repeated the strict errors: {@code duplicate field "data.a"}
     */
    public record Document(JsonNode value, List<String> repeated) {
        public Document {
            repeated = List.copyOf(repeated);
        }
    }

    private UntypedReader(JsonParser in) {
        this.in = in;
    }

    /**
     * Reads a whole body.
     *
     * @throws MalformedException when the body is no JSON; in Go's words
     */
    public static Document read(byte[] body) throws MalformedException {
        try (JsonParser parser = JsonBodies.parser(body)) {
            UntypedReader reader = new UntypedReader(parser);
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedException("unexpected end of JSON input");
            }
            JsonNode value = reader.value(first);
            if (parser.nextToken() != null) {
                throw new MalformedException(JsonBodies.parseError(body, "invalid data after top-level value"));
            }
            return new Document(value, reader.findings.strictErrors(false));
        } catch (MalformedException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedException(JsonSyntax.explain(body, e));
        }
    }

    private JsonNode value(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            default -> Values.untyped(token, in);
        };
    }

    private ObjectNode object() throws IOException {
        nesting.enter();
        ObjectNode object = NODES.objectNode();
        for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
            if (object.has(key)) {
                findings.duplicateField(key, place);
            }
            place.pushKey(key);
            object.set(key, value(in.nextToken()));
            place.pop();
        }
        nesting.leave();
        return object;
    }

    private ArrayNode array() throws IOException {
        nesting.enter();
        ArrayNode array = NODES.arrayNode();
        for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
            place.pushIndex(array.size());
            array.add(value(next));
            place.pop();
        }
        nesting.leave();
        return array;
    }
}
