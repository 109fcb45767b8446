package dev.coracle.machinery.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes trees as protobuf messages. What the tree leaves out the message leaves out, which Go's decoder reads as the
 * zero value, as it does the zeros that upstream writes. Fields go out in the order of their numbers and maps sorted by
 * key, so equal trees make equal bytes. Immutable.
 */
public final class ProtobufWriter {
    private final ProtobufTable table;

    public ProtobufWriter(ProtobufTable table) {
        this.table = table;
    }

    /** Whether a definition has a protobuf form: custom resources and tables have none. */
    public boolean writes(String definition) {
        return !definition.isEmpty() && table.message(definition) != null;
    }

    /**
     * A tree as a bare message.
     *
     * @param definition such as {@code io.k8s.api.core.v1.Pod}, of which {@link #writes} holds
     */
    public byte[] message(JsonNode tree, String definition) {
        BackwardBuffer out = new BackwardBuffer();
        message(tree, definition, out);
        return out.toArray();
    }

    private void message(JsonNode object, String definition, BackwardBuffer out) {
        ProtobufTable.Message message = table.message(definition);
        if (message == null) {
            throw new IllegalArgumentException("no message " + definition);
        }
        List<ProtobufTable.Field> fields = message.fields();
        for (int i = fields.size() - 1; i >= 0; i--) {
            field(object, fields.get(i), out);
        }
    }

    private void field(JsonNode object, ProtobufTable.Field field, BackwardBuffer out) {
        if (field.shape() == ProtobufTable.Shape.INLINE) {
            int before = out.size();
            message(object, field.message(), out);
            if (out.size() > before) {
                out.close(field.number(), before);
            }
            return;
        }
        JsonNode value = object.get(field.name());
        if (value == null || value.isNull()) {
            return;
        }
        switch (field.shape()) {
            case LIST -> {
                for (int i = value.size() - 1; i >= 0; i--) {
                    value(value.get(i), field.number(), field, out);
                }
            }
            case MAP -> map(value, field, out);
            default -> value(value, field.number(), field, out);
        }
    }

    private void map(JsonNode map, ProtobufTable.Field field, BackwardBuffer out) {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(map.properties());
        entries.sort(Map.Entry.<String, JsonNode>comparingByKey().reversed());
        for (Map.Entry<String, JsonNode> entry : entries) {
            int before = out.size();
            value(entry.getValue(), 2, field, out);
            out.text(1, entry.getKey());
            out.close(field.number(), before);
        }
    }

    private void value(JsonNode value, int number, ProtobufTable.Field field, BackwardBuffer out) {
        switch (field.type()) {
            case STRING -> out.text(number, value.asText());
            case BYTES -> out.bytes(number, bytes(value));
            case BOOL -> out.number(number, value.booleanValue() ? 1 : 0);
            case INT -> out.number(number, value.longValue());
            case DOUBLE -> out.fixed64(number, Double.doubleToRawLongBits(value.doubleValue()));
            default -> {
                int before = out.size();
                nested(value, field, out);
                out.close(number, before);
            }
        }
    }

    private static byte[] bytes(JsonNode value) {
        return value.isNull() ? new byte[0] : Base64.getDecoder().decode(value.asText());
    }

    private void nested(JsonNode value, ProtobufTable.Field field, BackwardBuffer out) {
        switch (field.type()) {
            case QUANTITY -> out.text(1, value.asText());
            case INT_OR_STRING -> {
                if (value.isTextual()) {
                    out.text(3, value.textValue());
                    out.number(2, 0);
                    out.number(1, 1);
                } else {
                    out.text(3, "");
                    out.number(2, value.longValue());
                    out.number(1, 0);
                }
            }
            case TIME -> time(value, false, out);
            case MICRO_TIME -> time(value, true, out);
            case JSON -> out.bytes(1, value.toString().getBytes(StandardCharsets.UTF_8));
            case STRINGS -> strings(value, 1, out);
            case SCHEMA_OR_BOOL -> schemaOrBool(value, schemaOf(field), out);
            case SCHEMA_OR_LIST -> schemaOrList(value, schemaOf(field), out);
            case SCHEMA_OR_STRINGS -> {
                if (value.isArray()) {
                    strings(value, 2, out);
                } else {
                    schema(value, 1, schemaOf(field), out);
                }
            }
            default -> message(value, field.message(), out);
        }
    }

    private static String schemaOf(ProtobufTable.Field field) {
        String union = field.message();
        return union.substring(0, union.lastIndexOf('.') + 1) + "JSONSchemaProps";
    }

    private void schema(JsonNode schema, int number, String definition, BackwardBuffer out) {
        int before = out.size();
        message(schema, definition, out);
        out.close(number, before);
    }

    private void schemaOrBool(JsonNode value, String definition, BackwardBuffer out) {
        if (value instanceof ObjectNode) {
            schema(value, 2, definition, out);
            out.number(1, 1);
        } else {
            out.number(1, value.booleanValue() ? 1 : 0);
        }
    }

    private void schemaOrList(JsonNode value, String definition, BackwardBuffer out) {
        if (value.isArray()) {
            for (int i = value.size() - 1; i >= 0; i--) {
                schema(value.get(i), 2, definition, out);
            }
        } else {
            schema(value, 1, definition, out);
        }
    }

    private static void strings(JsonNode list, int number, BackwardBuffer out) {
        for (int i = list.size() - 1; i >= 0; i--) {
            out.text(number, list.get(i).asText());
        }
    }

    private static void time(JsonNode value, boolean fraction, BackwardBuffer out) {
        Instant time = instant(value.asText());
        if (time != null) {
            out.number(2, fraction ? time.getNano() : 0);
            out.number(1, time.getEpochSecond());
        }
    }

    /** Null for what is no time: the empty message is the zero time. */
    private static @Nullable Instant instant(String text) {
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
