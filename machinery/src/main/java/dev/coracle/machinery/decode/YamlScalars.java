package dev.coracle.machinery.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.coracle.machinery.gotext.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** What a plain scalar means by the YAML 1.1 rules that sigs.k8s.io/yaml keeps: {@code yes} is true, {@code 010} is 8. */
final class YamlScalars {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE =
            Set.of("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF");
    private static final Set<String> UNSUPPORTED = Set.of(
            ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    /** Longer numbers stay text: nothing in the API holds them. */
    private static final int MAX_NUMBER = 64;

    private static final String PREFIX = "tag:yaml.org,2002:";
    private static final Set<String> TYPES = Set.of("int", "float", "bool", "null");

    private YamlScalars() {}

    static JsonNode resolve(String text) throws MalformedException {
        if (NULL.contains(text)) {
            return NODES.nullNode();
        }
        if (TRUE.contains(text)) {
            return NODES.booleanNode(true);
        }
        if (FALSE.contains(text)) {
            return NODES.booleanNode(false);
        }
        if (UNSUPPORTED.contains(text)) {
            String value = text.endsWith("f") || text.endsWith("F") ? (text.startsWith("-") ? "-Inf" : "+Inf") : "NaN";
            throw new MalformedException("json: unsupported value: " + value);
        }
        char first = text.charAt(0);
        if (text.length() > MAX_NUMBER || "+-.0123456789".indexOf(first) < 0) {
            return NODES.textNode(text);
        }
        JsonNode integer = integer(text.replace("_", ""));
        if (integer != null) {
            return integer;
        }
        String plain = text.replace("_", "");
        if (FLOAT.matcher(plain).matches()) {
            return Doubles.node(plain);
        }
        return NODES.textNode(text);
    }

    /** What the tag of a plain scalar makes of it: the type it names, or nothing. */
    static JsonNode tagged(String tag, String text) throws MalformedException {
        if (tag.equals(PREFIX + "binary")) {
            Base64Text.Result bytes = Base64Text.canonical(text);
            if (bytes.text() == null) {
                throw new MalformedException("yaml: !!binary value contains invalid base64 data");
            }
            return NODES.textNode(
                    new String(java.util.Base64.getDecoder().decode(bytes.text()), StandardCharsets.UTF_8));
        }
        String type = tag.startsWith(PREFIX) ? tag.substring(PREFIX.length()) : "";
        if (!TYPES.contains(type)) {
            return NODES.textNode(text);
        }
        JsonNode value = resolve(text);
        String actual = typeOf(value);
        if (actual.equals(type)) {
            return value;
        }
        if (type.equals("float") && actual.equals("int")) {
            return value;
        }
        throw new MalformedException("yaml: cannot decode !!" + actual + " `" + text + "` as a !!" + type);
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int" : "float";
            default -> "str";
        };
    }

    private static @org.jspecify.annotations.Nullable JsonNode integer(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String sign = text.startsWith("-") ? "-" : "";
        String digits = signed ? text.substring(1) : text;
        int radix = 10;
        int skip = 0;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            radix = 16;
            skip = 2;
        } else if (digits.startsWith("0b") || digits.startsWith("0B")) {
            radix = 2;
            skip = 2;
        } else if (digits.startsWith("0o") || digits.startsWith("0O")) {
            radix = 8;
            skip = 2;
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            radix = 8;
            skip = 1;
        }
        String rest = digits.substring(skip);
        if (rest.isEmpty() || Character.digit(rest.charAt(0), radix) < 0) {
            return null;
        }
        try {
            long value = Long.parseLong(sign + rest, radix);
            return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
        } catch (NumberFormatException e) {
            // No integer after all: it may still be a float or plain text.
            return null;
        }
    }
}
