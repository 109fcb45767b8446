package dev.coracle.machinery.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Floats;
import dev.coracle.machinery.validation.Quantity;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scalars: which token fits which type, and the form in which it is kept. */
final class Values {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** The first number above those of 64 bits. */
    private static final double BEYOND_LONG = 0x1p63;

    private static final String WRONG_QUANTITY =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private Values() {}

    /** The value of a scalar token, null when it does not fit. */
    static @Nullable JsonNode scalar(
            Schema schema, JsonToken token, JsonParser in, DecodeErrors findings, DecodePath place) throws IOException {
        return switch (schema.type()) {
            case STRING -> string(schema, token, in, findings, place);
            case INTEGER -> integer(schema, token, in, findings, place);
            case NUMBER -> number(schema, token, in, findings, place);
            case BOOLEAN -> {
                if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                    yield NODES.booleanNode(token == JsonToken.VALUE_TRUE);
                }
                findings.mismatch(describe(token), schema, place);
                yield null;
            }
            case INT_OR_STRING -> intOrString(token, in, findings, place);
            case QUANTITY -> quantity(token, in, findings);
            default -> throw new IllegalStateException("no scalar: " + schema);
        };
    }

    /** Notes an object or a list where a scalar should be. */
    static void compound(Schema schema, JsonToken token, DecodeErrors findings, DecodePath place) {
        if (schema.type() == Schema.Type.QUANTITY) {
            findings.fatal(WRONG_QUANTITY);
        } else if (schema.type() == Schema.Type.INT_OR_STRING) {
            findings.fatalMismatch(describe(token), "int32", place);
        } else if (schema.format().equals("date-time")) {
            findings.fatalMismatch(describe(token), "string", place);
        } else {
            findings.mismatch(describe(token), schema, place);
        }
    }

    private static @Nullable JsonNode string(
            Schema schema, JsonToken token, JsonParser in, DecodeErrors findings, DecodePath place) throws IOException {
        boolean time = schema.format().equals("date-time");
        if (token != JsonToken.VALUE_STRING) {
            if (time) {
                findings.fatalMismatch(describe(token), "string", place);
            } else {
                findings.mismatch(describe(token), schema, place);
            }
            return null;
        }
        String text = whole(in.getText());
        if (time) {
            boolean micro = schema.name().endsWith("MicroTime");
            Timestamps.Result result = Timestamps.canonical(text, micro);
            if (result.error() != null) {
                findings.fatal(result.error());
                return null;
            }
            return NODES.textNode(result.text());
        }
        if (schema.format().equals("byte")) {
            Base64Text.Result result = Base64Text.canonical(text);
            if (result.error() != null) {
                findings.fault(result.error());
                return null;
            }
            return NODES.textNode(result.text());
        }
        return NODES.textNode(text);
    }

    /** Half a surrogate pair, which JSON can spell and UTF-8 cannot, is what Go makes of it. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                StringBuilder whole = new StringBuilder(text.length());
                text.codePoints()
                        .forEach(c -> whole.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xfffd : c));
                return whole.toString();
            }
        }
        return text;
    }

    private static @Nullable JsonNode integer(
            Schema schema, JsonToken token, JsonParser in, DecodeErrors findings, DecodePath place) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            JsonParser.NumberType type = in.getNumberType();
            if (type == JsonParser.NumberType.INT) {
                return NODES.numberNode(in.getIntValue());
            }
            if (type == JsonParser.NumberType.LONG) {
                long value = in.getLongValue();
                if (!schema.format().equals("int32") || value == (int) value) {
                    return NODES.numberNode(value);
                }
                if (findings.wraps()) {
                    return NODES.numberNode((int) value);
                }
            }
        }
        boolean numeric = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        if (numeric && findings.wraps() && in.getDoubleValue() == Math.rint(in.getDoubleValue())) {
            return cutOff(in.getDoubleValue(), schema.format().equals("int32"));
        }
        findings.mismatch(numeric ? "number " + in.getText() : describe(token), schema, place);
        return null;
    }

    /** What Go's conversion of a float makes of it on amd64: all that is beyond 64 bits is the least number that has them. */
    private static JsonNode cutOff(double whole, boolean narrow) {
        long value = Math.abs(whole) < BEYOND_LONG ? (long) whole : Long.MIN_VALUE;
        return narrow ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    private static @Nullable JsonNode number(
            Schema schema, JsonToken token, JsonParser in, DecodeErrors findings, DecodePath place) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = in.getDoubleValue();
            if (Double.isFinite(value)) {
                return Floats.node(value);
            }
            findings.mismatch("number " + in.getText(), schema, place);
            return null;
        }
        findings.mismatch(describe(token), schema, place);
        return null;
    }

    private static @Nullable JsonNode intOrString(
            JsonToken token, JsonParser in, DecodeErrors findings, DecodePath place) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return NODES.textNode(in.getText());
        }
        if (token == JsonToken.VALUE_NUMBER_INT && in.getNumberType() == JsonParser.NumberType.INT) {
            return NODES.numberNode(in.getIntValue());
        }
        boolean numeric = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        findings.fatalMismatch(numeric ? "number " + in.getText() : describe(token), "int32", place);
        return null;
    }

    private static @Nullable JsonNode quantity(JsonToken token, JsonParser in, DecodeErrors findings)
            throws IOException {
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            findings.fatal(WRONG_QUANTITY);
            return null;
        }
        Optional<Quantity> quantity = Quantity.parse(in.getText().strip());
        if (quantity.isEmpty()) {
            findings.fatal(WRONG_QUANTITY);
            return null;
        }
        return NODES.textNode(quantity.get().toString());
    }

    /** A scalar of a value whose type is not known. */
    static JsonNode untyped(JsonToken token, JsonParser in) throws IOException {
        return switch (token) {
            case VALUE_STRING -> NODES.textNode(whole(in.getText()));
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_INT ->
                switch (in.getNumberType()) {
                    case INT -> NODES.numberNode(in.getIntValue());
                    case LONG -> NODES.numberNode(in.getLongValue());
                    default -> Floats.node(in.getDoubleValue());
                };
            case VALUE_NUMBER_FLOAT -> Doubles.node(in.getText());
            default -> NODES.nullNode();
        };
    }

    /** What Go makes of a null in a list or a map. */
    static JsonNode zero(Schema schema) {
        return switch (schema.type()) {
            case OBJECT, MAP -> NODES.objectNode();
            case ARRAY -> NODES.arrayNode();
            case STRING -> NODES.textNode("");
            case INTEGER, NUMBER, INT_OR_STRING -> NODES.numberNode(0);
            case BOOLEAN -> NODES.booleanNode(false);
            case QUANTITY -> NODES.textNode("0");
            case ANY -> NODES.nullNode();
        };
    }

    static boolean isZero(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue().isEmpty();
            case NUMBER -> value.isIntegralNumber() && value.longValue() == 0;
            case BOOLEAN -> !value.booleanValue();
            case ARRAY, OBJECT -> value.isEmpty();
            default -> false;
        };
    }

    /** Go's word for a JSON value. */
    static String describe(@Nullable JsonToken token) {
        if (token == null) {
            return "null";
        }
        return switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_TRUE, VALUE_FALSE -> "bool";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            default -> "null";
        };
    }
}
