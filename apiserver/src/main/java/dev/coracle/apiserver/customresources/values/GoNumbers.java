package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Numbers as Go prints them with {@code %v}. */
public final class GoNumbers {
    private static final double EXPONENT_FROM = 1e21;
    private static final double EXPONENT_BELOW = 1e-4;

    private GoNumbers() {}

    public static String of(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size >= EXPONENT_FROM || size < EXPONENT_BELOW)) {
            BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
            int exponent = decimal.precision() - decimal.scale() - 1;
            String digits = decimal.unscaledValue().abs().toString();
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
            return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + power;
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
    }

    /** A number node; integers keep their digits. */
    public static String of(JsonNode number) {
        return isInteger(number) ? number.asText() : of(number.doubleValue());
    }

    /** Whether Go's decoder makes an int64 of it. */
    public static boolean isInteger(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    /** Whether a value is a whole number as far as the schema goes. */
    static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) <= (1L << 53);
    }
}
