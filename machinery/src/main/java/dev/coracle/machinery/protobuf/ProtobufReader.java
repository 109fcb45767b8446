package dev.coracle.machinery.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.tree.Floats;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code application/vnd.kubernetes.protobuf}: four magic bytes, a {@code runtime.Unknown} that names the kind, and
 * in it the object's own message, which becomes the tree its JSON would. Zeros that Go writes for what JSON leaves out
 * are in the tree; the schema tells which of them mean nothing. Immutable.
 */
public final class ProtobufReader {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int MAX_DEPTH = 100;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter MICROS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(java.util.Locale.ROOT);

    private final ProtobufTable table;

    public ProtobufReader(ProtobufTable table) {
        this.table = table;
    }

    /**
     * The tree of a body.
     *
     * @param definition of the kind expected, such as {@code io.k8s.api.core.v1.Pod}
     */
    public ObjectNode read(byte[] body, String definition) throws ProtobufException {
        if (body.length < MAGIC.length || !Arrays.equals(MAGIC, 0, MAGIC.length, body, 0, MAGIC.length)) {
            throw new ProtobufException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        try {
            return envelope(CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length), definition);
        } catch (ProtobufException e) {
            throw e;
        } catch (IOException e) {
            throw new ProtobufException("proto: " + e.getMessage());
        }
    }

    private ObjectNode envelope(CodedInputStream in, String definition) throws IOException {
        ObjectNode object = NODES.objectNode();
        byte[] raw = {};
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> typeMeta(in.readByteArray(), object);
                case 2 -> raw = in.readByteArray();
                default -> in.skipField(tag);
            }
        }
        message(raw, definition, object, 0);
        return object;
    }

    private static void typeMeta(byte[] bytes, ObjectNode object) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> object.put("apiVersion", in.readStringRequireUtf8());
                case 2 -> object.put("kind", in.readStringRequireUtf8());
                default -> in.skipField(tag);
            }
        }
    }

    private void message(byte[] bytes, String definition, ObjectNode object, int depth) throws IOException {
        ProtobufTable.Message message = table.message(definition);
        if (message == null) {
            throw new ProtobufException("object " + definition + " has no protobuf form");
        }
        if (depth > MAX_DEPTH) {
            throw new ProtobufException("proto: exceeded max depth");
        }
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            ProtobufTable.Field field = message.byNumber().get(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                in.skipField(tag);
            } else {
                field(in, tag, field, object, depth);
            }
        }
    }

    private void field(CodedInputStream in, int tag, ProtobufTable.Field field, ObjectNode object, int depth)
            throws IOException {
        switch (field.shape()) {
            case ONE -> {
                JsonNode value = value(in, tag, field, depth);
                if (value != null) {
                    object.set(field.name(), value);
                }
            }
            case LIST -> {
                JsonNode value = value(in, tag, field, depth);
                list(object, field.name()).add(value == null ? NODES.nullNode() : value);
            }
            case MAP -> entry(in.readByteArray(), field, object, depth);
            case INLINE -> message(in.readByteArray(), field.message(), object, depth + 1);
        }
    }

    private static ArrayNode list(ObjectNode object, String name) {
        return object.get(name) instanceof ArrayNode there ? there : object.putArray(name);
    }

    private void entry(byte[] bytes, ProtobufTable.Field field, ObjectNode object, int depth) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        String key = "";
        JsonNode value = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = in.readStringRequireUtf8();
                case 2 -> value = value(in, tag, field, depth);
                default -> in.skipField(tag);
            }
        }
        ObjectNode map = object.get(field.name()) instanceof ObjectNode there ? there : object.putObject(field.name());
        map.set(key, value == null ? NODES.textNode("") : value);
    }

    /** One value; null for what JSON leaves out. */
    private @Nullable JsonNode value(CodedInputStream in, int tag, ProtobufTable.Field field, int depth)
            throws IOException {
        return switch (field.type()) {
            case STRING -> NODES.textNode(in.readStringRequireUtf8());
            case BYTES -> NODES.textNode(Base64.getEncoder().encodeToString(in.readByteArray()));
            case BOOL -> NODES.booleanNode(in.readBool());
            case INT -> integer(in.readInt64());
            case DOUBLE -> Floats.node(in.readDouble());
            default -> {
                if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    throw new ProtobufException("proto: wrong wireType for " + field.message());
                }
                yield nested(in.readByteArray(), field, depth);
            }
        };
    }

    private static JsonNode integer(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    private @Nullable JsonNode nested(byte[] bytes, ProtobufTable.Field field, int depth) throws IOException {
        return switch (field.type()) {
            case QUANTITY -> NODES.textNode(scalars(bytes).text(1));
            case INT_OR_STRING -> {
                Scalars scalars = scalars(bytes);
                yield scalars.number(1) == 0 ? integer(scalars.number(2)) : NODES.textNode(scalars.text(3));
            }
            case TIME -> time(bytes, DateTimeFormatter.ISO_INSTANT, false);
            case MICRO_TIME -> time(bytes, MICROS, true);
            case JSON -> json(scalars(bytes).text(1));
            case STRINGS -> strings(bytes, 1);
            case SCHEMA_OR_BOOL, SCHEMA_OR_LIST, SCHEMA_OR_STRINGS -> union(bytes, field, depth);
            default -> {
                ObjectNode object = NODES.objectNode();
                message(bytes, field.message(), object, depth + 1);
                yield object;
            }
        };
    }

    private static ArrayNode strings(byte[] bytes, int number) throws IOException {
        ArrayNode list = NODES.arrayNode();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == number) {
                list.add(in.readStringRequireUtf8());
            } else {
                in.skipField(tag);
            }
        }
        return list;
    }

    /** A schema or something else: the message has a field for either, JSON shows the one that is there. */
    private JsonNode union(byte[] bytes, ProtobufTable.Field field, int depth) throws IOException {
        ObjectNode fields = NODES.objectNode();
        message(bytes, field.message(), fields, depth + 1);
        JsonNode schema = fields.get("schema");
        if (schema != null) {
            return schema;
        }
        String other = switch (field.type()) {
            case SCHEMA_OR_BOOL -> "allows";
            case SCHEMA_OR_LIST -> "jSONSchemas";
            default -> "property";
        };
        JsonNode value = fields.get(other);
        if (value != null) {
            return value;
        }
        return field.type() == ProtobufTable.Type.SCHEMA_OR_BOOL ? NODES.booleanNode(false) : NODES.arrayNode();
    }

    private static @Nullable JsonNode time(byte[] bytes, DateTimeFormatter format, boolean fraction)
            throws IOException {
        Scalars scalars = scalars(bytes);
        long seconds = scalars.number(1);
        long nanos = fraction ? scalars.number(2) : 0;
        if (seconds == 0 && nanos == 0) {
            return null;
        }
        try {
            return NODES.textNode(format.format(Instant.ofEpochSecond(seconds, nanos)));
        } catch (java.time.DateTimeException | ArithmeticException e) {
            throw new ProtobufException("proto: time out of range: " + seconds);
        }
    }

    private static @Nullable JsonNode json(String text) throws IOException {
        return text.isEmpty() ? null : JsonCodec.read(text);
    }

    private static Scalars scalars(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        Scalars scalars = new Scalars(new HashMap<>(), new HashMap<>());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_VARINT -> scalars.numbers.put(number, in.readInt64());
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> scalars.texts.put(number, in.readStringRequireUtf8());
                default -> in.skipField(tag);
            }
        }
        return scalars;
    }

    /** The fields of a message of plain values, by number. */
    private record Scalars(Map<Integer, Long> numbers, Map<Integer, String> texts) {
        long number(int field) {
            return numbers.getOrDefault(field, 0L);
        }

        String text(int field) {
            return texts.getOrDefault(field, "");
        }
    }
}
