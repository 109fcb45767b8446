package dev.coracle.machinery.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON documents as gnostic's messages of them. A table has a line for each message: its fields as
 * {@code <JSON name>=<number><kind>}, where a kind is one of
 *
 * <pre>
 *   s text         S list of texts      b bool        a any, as YAML text     A list of any
 *   i integer      d double             t what a default may be               T texts in a message of their own
 *   m:Message      M:Message list       N:Message map, as a message with a list of named ones
 *   o:Message      O:Message list       P:Message map, where each may be a reference in field 2 of one more message
 *   w:Message      a message in field 1 of another, as gnostic writes what may be of several kinds; a boolean in field 2
 *   v:Message      the same of what may be a reference too
 *   B parameters of version 2           D ways to prove who one is, of version 2      R those that are asked for
 *   x extensions, all fields that begin with x-
 * </pre>
 *
 * <p>The entries of a map are in field 1, or in that whose digit follows the letter. Immutable.
 */
final class MessageWriter {
    private static final String REFERENCE = "$ref";

    /** A field of a message: {@code target} is the message it holds, empty for none. */
    private record Field(int number, char kind, int entry, String target) {
        static Field of(String spec) {
            int digits = 0;
            while (Character.isDigit(spec.charAt(digits))) {
                digits++;
            }
            char entry = digits + 1 < spec.length() ? spec.charAt(digits + 1) : ':';
            return new Field(
                    Integer.parseInt(spec.substring(0, digits)),
                    spec.charAt(digits),
                    Character.isDigit(entry) ? entry - '0' : 1,
                    spec.substring(spec.indexOf(':') + 1));
        }
    }

    private record Value(Field field, String name, JsonNode value) {}

    private interface Content {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private final Map<String, Map<String, Field>> messages = new HashMap<>();

    MessageWriter(String table) {
        for (String line : table.lines().toList()) {
            String[] words = line.split(" +", -1);
            Map<String, Field> fields = new HashMap<>();
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                fields.put(words[i].substring(0, equals), Field.of(words[i].substring(equals + 1)));
            }
            messages.put(words[0], fields);
        }
    }

    byte[] write(JsonNode document) throws IOException {
        return message(document, "Document");
    }

    private byte[] message(JsonNode node, String type) throws IOException {
        Map<String, Field> fields = messages.get(type);
        List<Value> values = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            Field field = fields.get(name.startsWith("x-") ? "" : name);
            if (field == null) {
                throw new IllegalStateException(type + " has no field " + name + " in the table");
            }
            values.add(new Value(field, name, member.getValue()));
        }
        values.sort(Comparator.comparingInt(value -> value.field().number()));
        return bytes(out -> {
            for (Value value : values) {
                write(out, value);
            }
        });
    }

    private void write(CodedOutputStream out, Value member) throws IOException {
        Field field = member.field();
        int number = field.number();
        String target = field.target();
        JsonNode value = member.value();
        switch (field.kind()) {
            case 's' -> out.writeString(number, value.asText());
            case 'b' -> out.writeBool(number, value.booleanValue());
            case 'i' -> out.writeInt64(number, value.longValue());
            case 'd' -> out.writeDouble(number, value.doubleValue());
            case 'a' -> out.writeByteArray(number, any(value));
            case 't' -> out.writeByteArray(number, defaultValue(value));
            case 'T' -> out.writeByteArray(number, text(1, value.asText()));
            case 'm' -> out.writeByteArray(number, message(value, target));
            case 'o' -> out.writeByteArray(number, orReference(value, target));
            case 'w' ->
                out.writeByteArray(number, value.isBoolean() ? flag(value) : wrapped(1, message(value, target)));
            case 'v' ->
                out.writeByteArray(number, value.isBoolean() ? flag(value) : wrapped(1, orReference(value, target)));
            case 'N', 'P', 'D' -> out.writeByteArray(number, entries(field, value));
            case 'x' -> out.writeByteArray(number, pair(member.name(), any(value)));
            default -> {
                for (JsonNode each : value) {
                    element(out, field, each);
                }
            }
        }
    }

    private void element(CodedOutputStream out, Field field, JsonNode value) throws IOException {
        int number = field.number();
        switch (field.kind()) {
            case 'S' -> out.writeString(number, value.asText());
            case 'A' -> out.writeByteArray(number, any(value));
            case 'M' -> out.writeByteArray(number, message(value, field.target()));
            case 'O' -> out.writeByteArray(number, orReference(value, field.target()));
            case 'B' -> out.writeByteArray(number, parameter(value));
            case 'R' -> out.writeByteArray(number, requirement(value));
            default -> throw new IllegalStateException("bad kind " + field.kind());
        }
    }

    private byte[] entries(Field field, JsonNode map) throws IOException {
        return bytes(out -> {
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                byte[] value = switch (field.kind()) {
                    case 'P' -> orReference(entry.getValue(), field.target());
                    case 'D' -> wrapped(2, message(entry.getValue(), field.target()));
                    default -> message(entry.getValue(), field.target());
                };
                out.writeByteArray(field.entry(), pair(entry.getKey(), value));
            }
        });
    }

    private byte[] orReference(JsonNode node, String type) throws IOException {
        JsonNode reference = node.path(REFERENCE);
        return reference.isTextual() ? wrapped(2, text(1, reference.asText())) : wrapped(1, message(node, type));
    }

    /** A body, a query's or a path's parameter of version 2, in the messages that tell them apart. */
    private byte[] parameter(JsonNode node) throws IOException {
        return wrapped(
                1,
                switch (node.path("in").asText()) {
                    case "body" -> wrapped(1, message(node, "BodyParameter"));
                    case "query" -> wrapped(2, wrapped(3, message(node, "QueryParameter")));
                    case "path" -> wrapped(2, wrapped(4, message(node, "PathParameter")));
                    default -> throw new IllegalStateException("no message for " + node);
                });
    }

    /** By the name of each way, the scopes that are asked for: our documents name none. */
    private static byte[] requirement(JsonNode node) throws IOException {
        return bytes(out -> {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                out.writeByteArray(1, pair(entry.getKey(), new byte[0]));
            }
        });
    }

    /** A text, a boolean or a number; of what is neither the message says nothing. */
    private static byte[] defaultValue(JsonNode value) throws IOException {
        return bytes(out -> {
            if (value.isNumber()) {
                out.writeDouble(1, value.doubleValue());
            } else if (value.isBoolean()) {
                out.writeBool(2, value.booleanValue());
            } else if (value.isTextual()) {
                out.writeString(3, value.asText());
            }
        });
    }

    private static byte[] any(JsonNode value) throws IOException {
        return text(2, value.toString() + "\n");
    }

    private static byte[] pair(String name, byte[] value) throws IOException {
        return bytes(out -> {
            out.writeString(1, name);
            out.writeByteArray(2, value);
        });
    }

    private static byte[] text(int number, String text) throws IOException {
        return bytes(out -> out.writeString(number, text));
    }

    private static byte[] flag(JsonNode value) throws IOException {
        return bytes(out -> out.writeBool(2, value.booleanValue()));
    }

    private static byte[] wrapped(int number, byte[] message) throws IOException {
        return bytes(out -> out.writeByteArray(number, message));
    }

    private static byte[] bytes(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }
}
