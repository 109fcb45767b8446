package dev.coracle.apiserver.customresources.cel;

import com.google.common.primitives.UnsignedLong;
import com.google.protobuf.NullValue;
import dev.cel.common.values.CelByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code 'text'.format([...])}, which dev.cel lacks: the clauses of cel-go's strings library, version 2. */
final class StringFormat {
    private static final int DEFAULT_PRECISION = 6;

    private StringFormat() {}

    static String format(String text, List<?> arguments) {
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            if (++i >= text.length()) {
                throw new IllegalArgumentException("unexpected end of string");
            }
            if (text.charAt(i) == '%') {
                out.append('%');
                continue;
            }
            int precision = DEFAULT_PRECISION;
            if (text.charAt(i) == '.') {
                int start = ++i;
                while (i < text.length() && Character.isDigit(text.charAt(i))) {
                    i++;
                }
                if (i == start || i >= text.length()) {
                    throw new IllegalArgumentException("could not parse precision specifier");
                }
                precision = Integer.parseInt(text.substring(start, Math.min(i, start + 4)));
            }
            if (next >= arguments.size()) {
                throw new IllegalArgumentException("index " + next + " out of range");
            }
            out.append(clause(text.charAt(i), arguments.get(next++), precision));
        }
        return out.toString();
    }

    private static String clause(char verb, Object value, int precision) {
        return switch (verb) {
            case 's' -> string(value);
            case 'd' ->
                integer(value, "decimal clause can only be used on integers").toString();
            case 'f' ->
                isOdd(value)
                        ? string(value)
                        : BigDecimal.valueOf(real(value, "fixed-point clause can only be used on doubles"))
                                .setScale(precision, RoundingMode.HALF_EVEN)
                                .toPlainString();
            case 'e' ->
                isOdd(value)
                        ? string(value)
                        : scientific(real(value, "scientific clause can only be used on doubles"), precision);
            case 'b' ->
                value instanceof Boolean flag
                        ? (flag ? "1" : "0")
                        : integer(value, "only integers and bools can be formatted as binary")
                                .toString(2);
            case 'o' ->
                integer(value, "octal clause can only be used on integers").toString(8);
            case 'x' -> hex(value);
            case 'X' -> hex(value).toUpperCase(Locale.ROOT);
            default -> throw new IllegalArgumentException("unrecognized formatting clause \"" + verb + "\"");
        };
    }

    /** As Go's text package writes it: with a sign of multiplication and raised digits. */
    private static String scientific(double value, int precision) {
        String plain = new BigDecimal(value)
                .round(new MathContext(precision + 1, RoundingMode.HALF_EVEN))
                .unscaledValue()
                .abs()
                .toString();
        StringBuilder digits = new StringBuilder(plain);
        while (digits.length() <= precision) {
            digits.append('0');
        }
        int exponent = value == 0
                ? 0
                : new BigDecimal(value)
                                .round(new MathContext(precision + 1, RoundingMode.HALF_EVEN))
                                .precision()
                        - new BigDecimal(value)
                                .round(new MathContext(precision + 1, RoundingMode.HALF_EVEN))
                                .scale()
                        - 1;
        StringBuilder out = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
        if (precision > 0) {
            out.append('.').append(digits, 1, precision + 1);
        }
        out.append("\u202f\u00d7\u202f10").append(exponent < 0 ? "\u207b" : "");
        String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        for (int i = 0; i < power.length(); i++) {
            out.append("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079".charAt(power.charAt(i) - '0'));
        }
        return out.toString();
    }

    private static boolean isOdd(Object value) {
        return value instanceof Double number && !Double.isFinite(number);
    }

    private static double real(Object value, String rule) {
        if (value instanceof Double number) {
            return number;
        }
        throw new IllegalArgumentException(rule + ", was given " + type(value));
    }

    private static BigInteger integer(Object value, String rule) {
        if (value instanceof Long number) {
            return BigInteger.valueOf(number);
        }
        if (value instanceof UnsignedLong number) {
            return number.bigIntegerValue();
        }
        throw new IllegalArgumentException(rule + ", was given " + type(value));
    }

    private static String hex(Object value) {
        if (value instanceof String || value instanceof CelByteString) {
            byte[] bytes = value instanceof CelByteString raw
                    ? raw.toByteArray()
                    : ((String) value).getBytes(StandardCharsets.UTF_8);
            StringBuilder text = new StringBuilder();
            for (byte each : bytes) {
                text.append(String.format(Locale.ROOT, "%02x", each));
            }
            return text.toString();
        }
        return integer(value, "only integers, byte buffers, and strings can be formatted as hex")
                .toString(16);
    }

    private static String type(Object value) {
        if (value instanceof Double) {
            return "double";
        }
        return value instanceof String
                ? "string"
                : value instanceof Boolean ? "bool" : value.getClass().getSimpleName();
    }

    private static String string(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(StringFormat::string).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> entries = new TreeMap<>();
            map.forEach((key, each) -> entries.put(string(key), string(each)));
            return entries.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Double number) {
            if (number.isNaN()) {
                return "NaN";
            }
            if (number.isInfinite()) {
                return number > 0 ? "Infinity" : "-Infinity";
            }
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        if (value instanceof Duration duration) {
            return new BigDecimal(duration.getSeconds())
                            .add(BigDecimal.valueOf(duration.getNano(), 9))
                            .stripTrailingZeros()
                            .toPlainString()
                    + "s";
        }
        if (value instanceof CelByteString bytes) {
            return bytes.toStringUtf8();
        }
        return value instanceof NullValue || value instanceof dev.cel.common.values.NullValue
                ? "null"
                : value.toString();
    }
}
