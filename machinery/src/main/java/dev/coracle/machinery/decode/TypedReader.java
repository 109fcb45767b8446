package dev.coracle.machinery.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.gotext.MalformedException;
import dev.coracle.machinery.schema.Schema;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the tokens of one document along a schema and builds the tree of what fits. What does not fit is noted in
 * {@link DecodeErrors} and left out; the walk always goes to the end, so that kind and apiVersion are found wherever they
 * stand. Confined to one call.
 */
final class TypedReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser in;
    private final DecodePath place = new DecodePath();
    private final DecodeErrors findings;
    private final Nesting nesting = new Nesting();

    TypedReader(JsonParser in, DecodeErrors findings) {
        this.in = in;
        this.findings = findings;
    }

    /** Reads the document; null when it is the JSON null. The root must be an object or null. */
    @Nullable
    ObjectNode read(Schema schema) throws IOException {
        JsonToken token = in.nextToken();
        if (token == null) {
            throw new MalformedException("unexpected end of JSON input");
        }
        if (token == JsonToken.START_OBJECT) {
            return object(schema, true);
        }
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        in.skipChildren();
        throw new MalformedException("json: cannot unmarshal " + Values.describe(token)
                + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
                + " Kind string \"json:\\\"kind,omitempty\\\"\" }");
    }

    /** The value at the current token; null when nothing of it is kept. */
    private @Nullable JsonNode value(Schema schema) throws IOException {
        JsonToken token = in.currentToken();
        if (schema.isCustom()) {
            return lenient(schema, token);
        }
        if (token == JsonToken.VALUE_NULL) {
            return schema.type() == Schema.Type.ANY ? NODES.nullNode() : null;
        }
        return switch (schema.type()) {
            case OBJECT -> token == JsonToken.START_OBJECT ? object(schema, false) : mismatch(schema);
            case MAP -> token == JsonToken.START_OBJECT ? map(schema) : mismatch(schema);
            case ARRAY -> token == JsonToken.START_ARRAY ? array(schema) : mismatch(schema);
            case ANY -> any(schema, token);
            default -> {
                if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                    Values.compound(schema, token, findings, place);
                    in.skipChildren();
                    yield null;
                }
                yield Values.scalar(schema, token, in, findings, place);
            }
        };
    }

    /** The metadata of a custom resource, which upstream decodes by itself. */
    private @Nullable JsonNode metadata(Schema schema) throws IOException {
        int outer = place.isolate();
        JsonNode value = value(schema);
        place.rejoin(outer);
        return value;
    }

    private JsonNode lenient(Schema schema, JsonToken token) throws IOException {
        if (schema.type() == Schema.Type.ANY) {
            return any(schema, token);
        }
        if (token == JsonToken.START_OBJECT) {
            return schema.type() == Schema.Type.MAP ? map(schema) : object(schema, false);
        }
        if (token == JsonToken.START_ARRAY && schema.type() == Schema.Type.ARRAY) {
            return array(schema);
        }
        return any(schema, token);
    }

    private @Nullable JsonNode mismatch(Schema schema) throws IOException {
        findings.mismatch(Values.describe(in.currentToken()), schema, place);
        in.skipChildren();
        return null;
    }

    private ObjectNode object(Schema schema, boolean root) throws IOException {
        nesting.enter();
        ObjectNode object = NODES.objectNode();
        FieldNameSet seen = new FieldNameSet();
        String outer = place.enter(schema.name());
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            Schema field = schema.field(name);
            if (field == null) {
                findings.unknownField(name, place);
                in.skipChildren();
                continue;
            }
            if (!seen.add(name)) {
                findings.duplicateField(name, place);
            }
            if (root && isTypeName(name)) {
                requireText(name);
            }
            place.pushField(name);
            JsonNode value = schema.isCustom() && !field.isCustom() ? metadata(field) : value(field);
            place.pop();
            if (value == null) {
                object.remove(name);
            } else if (!(field.dropsZero() && Values.isZero(value)) || (root && isTypeName(name))) {
                object.set(name, value);
            }
        }
        place.leave(outer);
        nesting.leave();
        return object;
    }

    /** Upstream reads kind and apiVersion before it knows the type, so a fault in them is one of syntax. */
    private void requireText(String name) throws MalformedException {
        JsonToken token = in.currentToken();
        if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL) {
            throw new MalformedException("json: cannot unmarshal " + Values.describe(token) + " into Go struct field ."
                    + name + " of type string");
        }
    }

    private static boolean isTypeName(String field) {
        return field.equals("kind") || field.equals("apiVersion");
    }

    private ObjectNode map(Schema schema) throws IOException {
        nesting.enter();
        ObjectNode map = NODES.objectNode();
        Schema items = items(schema);
        for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
            in.nextToken();
            if (map.has(key)) {
                findings.duplicateField(key, place);
            }
            place.pushKey(key);
            JsonNode value = value(items);
            place.pop();
            map.set(key, value == null ? Values.zero(items) : value);
        }
        nesting.leave();
        return map;
    }

    private ArrayNode array(Schema schema) throws IOException {
        nesting.enter();
        ArrayNode array = NODES.arrayNode();
        Schema items = items(schema);
        for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
            place.pushIndex(i);
            JsonNode value = value(items);
            place.pop();
            array.add(value == null ? Values.zero(items) : value);
        }
        nesting.leave();
        return array;
    }

    /** Either a value of a type that decodes itself, or one of any shape. */
    private JsonNode any(Schema schema, JsonToken token) throws IOException {
        Schema object = schema.whenObject();
        if (object == null || !token.isStructStart()) {
            return untyped(schema, token);
        }
        findings.mute();
        JsonNode value;
        if (token == JsonToken.START_OBJECT) {
            value = object(object, false);
        } else {
            ArrayNode array = NODES.arrayNode();
            for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                array.add(next == JsonToken.START_OBJECT ? object(object, false) : untyped(schema, next));
            }
            value = array;
        }
        findings.unmute();
        return value;
    }

    /** A value of any shape; an embedded object keeps its repeated keys' last value, as Go's raw message would. */
    private JsonNode untyped(Schema schema, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                nesting.enter();
                ObjectNode object = NODES.objectNode();
                for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
                    object.set(key, untyped(schema, in.nextToken()));
                }
                nesting.leave();
                return object;
            }
            case START_ARRAY -> {
                nesting.enter();
                ArrayNode array = NODES.arrayNode();
                for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                    array.add(untyped(schema, next));
                }
                nesting.leave();
                return array;
            }
            default -> {
                return Values.untyped(token, in);
            }
        }
    }

    private static Schema items(Schema schema) {
        Schema items = schema.items();
        if (items == null) {
            throw new IllegalStateException("a container without items: " + schema);
        }
        return items;
    }
}
