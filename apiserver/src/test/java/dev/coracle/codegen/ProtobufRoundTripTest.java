package dev.coracle.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.coracle.apiserver.catalogue.SchemaCatalogue;
import dev.coracle.machinery.decode.BodyFormat;
import dev.coracle.machinery.decode.FieldValidation;
import dev.coracle.machinery.decode.ObjectDecoder;
import dev.coracle.machinery.protobuf.Envelope;
import dev.coracle.machinery.protobuf.ProtobufWriter;
import dev.coracle.machinery.schema.GroupVersionKind;
import dev.coracle.machinery.schema.Schema;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects with every field set, made along the schemas, through the writer, the official messages and the reader. */
class ProtobufRoundTripTest {
    /** Where the official models and the official messages differ. */
    private static final Set<String> DIFFERENT = Set.of(
            "PodCertificateRequestSpec.stubPKCS10Request", "HorizontalPodAutoscalerCondition.observedGeneration");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final SchemaCatalogue SCHEMAS = SchemaCatalogue.load();
    private static final ProtobufWriter WRITER = new ProtobufWriter(SchemaCatalogue.fieldNumbers());
    private static final ObjectDecoder DECODER = SCHEMAS.decoder();
    private static final Map<String, Descriptor> MESSAGES = messages();

    private static Map<String, Descriptor> messages() {
        try {
            return Protocols.read().messages();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** All but those of kube-aggregator, whose messages no official class has. */
    static Stream<GroupVersionKind> officialKinds() {
        return kinds().filter(kind -> MESSAGES.containsKey(schema(kind).name()));
    }

    static Stream<GroupVersionKind> kinds() {
        return SCHEMAS.kinds().stream()
                .filter(kind -> WRITER.writes(schema(kind).name()))
                .sorted(java.util.Comparator.comparing(GroupVersionKind::toString));
    }

    private static Schema schema(GroupVersionKind kind) {
        return SCHEMAS.of(kind).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void givesBackWhatItTook(GroupVersionKind kind) {
        ObjectNode object = sample(kind);
        byte[] message = WRITER.message(object, schema(kind).name());
        byte[] document = Envelope.around(kind.groupVersion().toString(), kind.kind(), message);

        ObjectNode back = DECODER.decode(document, BodyFormat.PROTOBUF, DECODER.target(kind), FieldValidation.STRICT)
                .object();

        assertThat(flat(back)).containsExactlyElementsOf(flat(object));
    }

    @ParameterizedTest
    @MethodSource("officialKinds")
    void agreesWithTheOfficialMessages(GroupVersionKind kind) throws IOException {
        String definition = schema(kind).name();
        byte[] message = WRITER.message(sample(kind), definition);

        DynamicMessage official = DynamicMessage.parseFrom(MESSAGES.get(definition), message);

        Set<String> wrong = new TreeSet<>();
        compare(official, "", wrong);
        assertThat(wrong).isEmpty();
        assertThat(official.toByteArray()).isEqualTo(message);
    }

    /** Notes fields the message does not know, and fields that nobody set. */
    private static void compare(Message message, String path, Set<String> wrong) {
        message.getUnknownFields().asMap().keySet().forEach(number -> wrong.add(path + " unknown " + number));
        String type = message.getDescriptorForType().getName();
        boolean union = type.startsWith("JSONSchemaPropsOr");
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean set = field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
            boolean optional =
                    type.equals("JSONSchemaProps") || union || DIFFERENT.contains(type + "." + field.getName());
            if (!set && !optional && !field.getName().equals("selfLink")) {
                wrong.add(path + "." + field.getName() + " not set");
            }
            if (set && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                for (Object value :
                        field.isRepeated() ? (List<?>) message.getField(field) : List.of(message.getField(field))) {
                    compare((Message) value, path + "." + field.getName(), wrong);
                }
            }
        }
    }

    private static ObjectNode sample(GroupVersionKind kind) {
        ObjectNode object =
                (ObjectNode) value(schema(kind), MESSAGES.get(schema(kind).name()), null, Set.of());
        object.put("kind", kind.kind()).put("apiVersion", kind.groupVersion().toString());
        return object;
    }

    private static JsonNode value(Schema schema, Descriptor message, FieldDescriptor field, Set<String> around) {
        return switch (schema.type()) {
            case OBJECT -> {
                if (around.contains(schema.name())) {
                    yield null;
                }
                Set<String> within = new HashSet<>(around);
                within.add(schema.name());
                ObjectNode object = NODES.objectNode();
                schema.fields().forEach((name, type) -> {
                    FieldDescriptor next = find(message, name, schema);
                    boolean absent =
                            schema.name().endsWith(".PodCertificateRequestSpec") && name.equals("stubPKCS10Request");
                    boolean untyped = next == null && (name.equals("kind") || name.equals("apiVersion"));
                    if (absent || untyped) {
                        return; // a message knows its kind from where it stands
                    }
                    JsonNode value = value(type, messageOf(next), next, within);
                    if (value != null) {
                        object.set(name, value);
                    }
                });
                yield object;
            }
            case MAP -> {
                JsonNode item = value(schema.items(), message, field, around);
                yield item == null
                        ? null
                        : NODES.objectNode().<ObjectNode>set("a", item).set("b", item);
            }
            case ARRAY -> {
                JsonNode item = value(schema.items(), message, field, around);
                ArrayNode array = NODES.arrayNode();
                yield item == null ? null : item.isValueNode() ? array.add(item).add(item) : array.add(item);
            }
            case STRING -> NODES.textNode(text(schema, message));
            case INTEGER -> NODES.numberNode(7);
            case NUMBER -> NODES.numberNode(1.5);
            case BOOLEAN -> NODES.booleanNode(true);
            case INT_OR_STRING -> around.size() % 2 == 0 ? NODES.numberNode(8) : NODES.textNode("25%");
            case QUANTITY -> NODES.textNode("100m");
            case ANY -> any(message);
        };
    }

    /** A field, be it one of a message that is embedded without a name of its own in JSON. */
    private static FieldDescriptor find(Descriptor message, String name, Schema schema) {
        if (message == null) {
            return null;
        }
        for (FieldDescriptor field : message.getFields()) {
            if (field.getName().equalsIgnoreCase(name)) {
                return field;
            }
            boolean embedded = schema.fields().keySet().stream().noneMatch(field.getName()::equalsIgnoreCase);
            if (embedded && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                FieldDescriptor inner = find(field.getMessageType(), name, schema);
                if (inner != null) {
                    return inner;
                }
            }
        }
        return null;
    }

    private static Descriptor messageOf(FieldDescriptor field) {
        if (field == null || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return null;
        }
        return field.isMapField() ? messageOf(field.getMessageType().findFieldByName("value")) : field.getMessageType();
    }

    private static String text(Schema schema, Descriptor message) {
        return switch (schema.format()) {
            case "date-time" ->
                message != null && message.getName().equals("MicroTime")
                        ? "2026-01-02T03:04:05.123456Z"
                        : "2026-01-02T03:04:05Z";
            case "byte" -> "AQID";
            default -> "text";
        };
    }

    private static JsonNode any(Descriptor message) {
        String name = message == null ? "" : message.getName();
        if (message != null && message.getFields().isEmpty()) {
            return NODES.objectNode();
        }
        return switch (name) {
            case "JSONSchemaPropsOrBool" -> NODES.booleanNode(true);
            case "JSONSchemaPropsOrArray" ->
                NODES.arrayNode().add(NODES.objectNode().put("type", "string"));
            case "JSONSchemaPropsOrStringArray" -> NODES.arrayNode().add("x");
            default -> NODES.objectNode().put("any", 1);
        };
    }

    /** Every value by where it is. */
    private static void flatten(JsonNode node, String path, Set<String> lines) {
        if (node.isValueNode() || node.isEmpty()) {
            lines.add(path + " = " + node);
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(node.get(i), path + "[" + i + "]", lines);
            }
        } else {
            node.properties().forEach(field -> flatten(field.getValue(), path + "." + field.getKey(), lines));
        }
    }

    private static Set<String> flat(JsonNode node) {
        Set<String> lines = new TreeSet<>();
        flatten(node, "", lines);
        return lines;
    }
}
