package dev.coracle.machinery.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;

/** Go's {@code float64} in trees. */
public final class Floats {
    private static final double MOST_LONG = 0x1p62;
    private static final double EXPONENT_FROM = 1e21;

    private Floats() {}

    /** A number as Go's encoder writes it: a whole one without a fraction. */
    public static JsonNode node(double value) {
        if (value != Math.rint(value) || Math.abs(value) >= EXPONENT_FROM) {
            return JsonNodeFactory.instance.numberNode(value);
        }
        if (Math.abs(value) > MOST_LONG) {
            return JsonNodeFactory.instance.numberNode(new BigDecimal(Double.toString(value)).toBigIntegerExact());
        }
        long whole = (long) value;
        return whole == (int) whole
                ? JsonNodeFactory.instance.numberNode((int) whole)
                : JsonNodeFactory.instance.numberNode(whole);
    }
}
