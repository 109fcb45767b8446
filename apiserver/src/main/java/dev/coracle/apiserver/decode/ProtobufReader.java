package dev.coracle.apiserver.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
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
 * in it the object's own message, which becomes the tree its JSON would. Empty strings, which protobuf writes for what
 * JSON leaves out, are left out. Immutable.
 */
final class ProtobufReader {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int MAX_DEPTH = 100;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter MICROS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(java.util.Locale.ROOT);

    private final ProtobufTable table;

    ProtobufReader(ProtobufTable table) {
        this.table = table;
    }

    /** @param definition of the kind expected, such as {@code io.k8s.api.core.v1.Pod} */
    ObjectNode read(byte[] body, String definition) throws MalformedException {
        if (body.length < MAGIC.length || !Arrays.equals(MAGIC, 0, MAGIC.length, body, 0, MAGIC.length)) {
            throw new MalformedException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        try {
            return envelope(CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length), definition);
        } catch (MalformedException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedException("proto: " + e.getMessage());
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
        Map<Integer, ProtobufTable.Field> fields = table.message(definition);
        if (fields == null) {
            throw new MalformedException("object " + definition + " has no protobuf form");
        }
        if (depth > MAX_DEPTH) {
            throw new MalformedException("proto: exceeded max depth");
        }
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            ProtobufTable.Field field = fields.get(WireFormat.getTagFieldNumber(tag));
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
                JsonNode value = value(in, tag, field.type(), depth);
                if (value != null && !(value.isTextual() && value.textValue().isEmpty())) {
                    object.set(field.name(), value);
                }
            }
            case LIST -> {
                JsonNode value = value(in, tag, field.type(), depth);
                list(object, field.name()).add(value == null ? NODES.nullNode() : value);
            }
            case MAP -> entry(in.readByteArray(), field, object, depth);
            case INLINE -> message(in.readByteArray(), field.type(), object, depth + 1);
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
                case 2 -> value = value(in, tag, field.type(), depth);
                default -> in.skipField(tag);
            }
        }
        ObjectNode map = object.get(field.name()) instanceof ObjectNode there ? there : object.putObject(field.name());
        map.set(key, value == null ? NODES.textNode("") : value);
    }

    /** One value; null for what JSON leaves out. */
    private @Nullable JsonNode value(CodedInputStream in, int tag, String type, int depth) throws IOException {
        return switch (type) {
            case "string" -> NODES.textNode(in.readStringRequireUtf8());
            case "bytes" -> NODES.textNode(Base64.getEncoder().encodeToString(in.readByteArray()));
            case "bool" -> NODES.booleanNode(in.readBool());
            case "int" -> integer(in.readInt64());
            case "double" -> NODES.numberNode(in.readDouble());
            default -> {
                if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    throw new MalformedException("proto: wrong wireType for " + type);
                }
                yield special(in.readByteArray(), type, depth);
            }
        };
    }

    private static JsonNode integer(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    /** The messages whose JSON is not an object of their fields. */
    private @Nullable JsonNode special(byte[] bytes, String type, int depth) throws IOException {
        return switch (type.substring(type.lastIndexOf('.') + 1)) {
            case "Quantity" -> NODES.textNode(scalars(bytes).text(1));
            case "IntOrString" -> {
                Scalars scalars = scalars(bytes);
                yield scalars.number(1) == 0 ? integer(scalars.number(2)) : NODES.textNode(scalars.text(3));
            }
            case "Time" -> time(bytes, DateTimeFormatter.ISO_INSTANT, false);
            case "MicroTime" -> time(bytes, MICROS, true);
            case "RawExtension", "FieldsV1", "JSON" -> json(scalars(bytes).text(1));
            default -> {
                ObjectNode object = NODES.objectNode();
                message(bytes, type, object, depth + 1);
                yield object;
            }
        };
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
            throw new MalformedException("proto: time out of range: " + seconds);
        }
    }

    private static @Nullable JsonNode json(String text) throws IOException {
        return text.isEmpty() ? null : MAPPER.readTree(text);
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
