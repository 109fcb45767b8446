package dev.coracle.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * An OpenAPI v2 document as {@code openapi.v2.Document} of gnostic's {@code OpenAPIv2.proto}. {@link #TABLE} has a line
 * for each message that our document has use for: its fields as {@code <JSON name>=<number><kind>}, where a kind is one
 * of
 *
 * <pre>
 *   s text         S list of texts      b bool        a any, as YAML text
 *   T a list of texts in a message of its own
 *   m:Message      M:Message list       N:Message map, as a message with a list of named ones
 *   w:Message      a message in field 1 of another, as gnostic writes what may be of several kinds; a boolean in field 2
 *   i integer      d double
 *   x extensions, all fields that begin with x-
 * </pre>
 */
public final class Version2Messages {
    private static final String TABLE = """
            Document swagger=1s info=2m:Info paths=8m:Paths definitions=9N:Schema
            Info title=1s version=2s
            Operation tags=1S description=3s operationId=5s produces=6S consumes=7S parameters=8M:Parameter\
             responses=9N:Response schemes=10S =13x
            PathItem get=2m:Operation put=3m:Operation post=4m:Operation delete=5m:Operation options=6m:Operation\
             head=7m:Operation patch=8m:Operation parameters=9M:Parameter =10x
            BodyParameter description=1s name=2s in=3s required=4b schema=5m:Schema
            QueryParameter required=1b in=2s description=3s name=4s type=6s format=7s uniqueItems=20b
            PathParameter required=1b in=2s description=3s name=4s type=5s format=6s uniqueItems=19b
            Response description=1s schema=2w:Schema
            Schema $ref=1s format=2s title=3s description=4s multipleOf=6d maximum=7d exclusiveMaximum=8b minimum=9d\
             exclusiveMinimum=10b maxLength=11i minLength=12i pattern=13s maxItems=14i minItems=15i uniqueItems=16b\
             maxProperties=17i minProperties=18i required=19S enum=20A additionalProperties=21w:Schema type=22T\
             items=23w:Schema properties=25N:Schema externalDocs=29m:ExternalDocs example=30a =31x
            ExternalDocs description=1s url=2s
            """;

    private final Map<String, Map<String, String>> messages = new HashMap<>();

    public Version2Messages() {
        for (String line : TABLE.lines().toList()) {
            String[] words = line.split(" +", -1);
            Map<String, String> fields = new HashMap<>();
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                fields.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
            messages.put(words[0], fields);
        }
    }

    /**
     * A whole document, or a part of one: a message that stands twice is read as both its parts in one, so a document may
     * be followed by more of its paths and definitions.
     */
    public byte[] write(JsonNode document) throws IOException {
        return message(document, "Document");
    }

    private byte[] message(JsonNode node, String type) throws IOException {
        if (type.equals("Paths")) {
            return named(node, "PathItem", 2);
        }
        if (type.equals("Parameter")) {
            return parameter(node);
        }
        Map<String, String> fields = messages.get(type);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            String spec = fields.get(name.startsWith("x-") ? "" : name);
            if (spec == null) {
                throw new IllegalStateException(type + " has no field " + name + " in the table");
            }
            int digits = 0;
            while (Character.isDigit(spec.charAt(digits))) {
                digits++;
            }
            int number = Integer.parseInt(spec.substring(0, digits));
            field(out, number, spec.substring(digits), name, field.getValue());
        }
        out.flush();
        return bytes.toByteArray();
    }

    private void field(CodedOutputStream out, int number, String kind, String name, JsonNode value) throws IOException {
        String target = kind.substring(kind.indexOf(':') + 1);
        switch (kind.charAt(0)) {
            case 's' -> out.writeString(number, value.asText());
            case 'b' -> out.writeBool(number, value.booleanValue());
            case 'S' -> {
                for (JsonNode text : value) {
                    out.writeString(number, text.asText());
                }
            }
            case 'A' -> {
                for (JsonNode each : value) {
                    out.writeByteArray(number, any(each));
                }
            }
            case 'T' -> out.writeByteArray(number, single(1, value.asText()));
            case 'm' -> out.writeByteArray(number, message(value, target));
            case 'M' -> {
                for (JsonNode each : value) {
                    out.writeByteArray(number, message(each, target));
                }
            }
            case 'N' -> out.writeByteArray(number, named(value, target, 1));
            case 'w' ->
                out.writeByteArray(
                        number, value.isBoolean() ? flag(2, value.booleanValue()) : wrapped(1, message(value, target)));
            case 'i' -> out.writeInt64(number, value.longValue());
            case 'd' -> out.writeDouble(number, value.doubleValue());
            case 'a' -> out.writeByteArray(number, any(value));
            case 'x' -> out.writeByteArray(number, pair(name, any(value)));
            default -> throw new IllegalStateException("bad kind " + kind);
        }
    }

    /** A map as named values; a response and a parameter stand in one more message, which could be a reference. */
    private byte[] named(JsonNode map, String type, int number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            byte[] value = message(entry.getValue(), type);
            out.writeByteArray(number, pair(entry.getKey(), type.equals("Response") ? wrapped(1, value) : value));
        }
        out.flush();
        return bytes.toByteArray();
    }

    /** A body, a query's or a path's parameter, in the messages that tell them apart. */
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

    private static byte[] any(JsonNode value) throws IOException {
        return single(2, value.toString() + "\n");
    }

    private static byte[] pair(String name, byte[] value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(1, name);
        out.writeByteArray(2, value);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] single(int number, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(number, text);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] flag(int number, boolean value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeBool(number, value);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] wrapped(int number, byte[] message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(number, message);
        out.flush();
        return bytes.toByteArray();
    }
}
