package dev.coracle.machinery.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * Numbers with a fraction or an exponent, as Go's decoder reads them: 64-bit floats, of which a whole one is written
 * without a point. What is stored so reads back equal, and an update that changes nothing is seen to change nothing.
 */
final class Doubles {
    /** Go writes larger numbers with an exponent. */
    private static final double PLAIN_BELOW = 1e18;

    private Doubles() {}

    static JsonNode node(String text) {
        double value = Double.parseDouble(text);
        if (value == Math.rint(value) && Math.abs(value) < PLAIN_BELOW) {
            long whole = (long) value;
            boolean isSmall = whole >= Integer.MIN_VALUE && whole <= Integer.MAX_VALUE;
            return isSmall
                    ? JsonNodeFactory.instance.numberNode((int) whole)
                    : JsonNodeFactory.instance.numberNode(whole);
        }
        return JsonNodeFactory.instance.numberNode(value);
    }
}
