package dev.coracle.apiserver.cache;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.json.JsonCodec;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads what is stored into trees that are kept, and so share the texts of their names: those that come first, up to a
 * bound. Names are told apart by a hash map that no choice of names makes slow. Safe for any thread.
 */
final class StoredTree {
    private static final int MAX_NAMES = 8192;
    private static final int MAX_NAME_LENGTH = 64;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Texts, each to itself: nobody can tell by them what others stored. */
    private static final ConcurrentHashMap<String, String> NAMES = new ConcurrentHashMap<>();

    private StoredTree() {}

    static JsonNode read(byte[] json) throws IOException {
        try (JsonParser in = JsonCodec.parser(json)) {
            return value(in, in.nextToken());
        }
    }

    private static JsonNode value(JsonParser in, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                    object.set(shared(name), value(in, in.nextToken()));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                    array.add(value(in, next));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(in.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_INT ->
                switch (in.getNumberType()) {
                    case INT -> NODES.numberNode(in.getIntValue());
                    case LONG -> NODES.numberNode(in.getLongValue());
                    default -> NODES.numberNode(in.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
            default -> NODES.nullNode();
        };
    }

    private static String shared(String name) {
        String known = NAMES.get(name);
        if (known != null) {
            return known;
        }
        if (name.length() <= MAX_NAME_LENGTH && NAMES.size() < MAX_NAMES) {
            String other = NAMES.putIfAbsent(name, name);
            return other == null ? name : other;
        }
        return name;
    }
}
