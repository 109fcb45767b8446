package dev.coracle.machinery.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When two values are the same. In all three notions the order of fields says nothing, and an integer is the same number
 * whichever Java type holds it; everything else that differs between them is named here. Stateless.
 */
public final class JsonEquality {
    private JsonEquality() {}

    private enum Notion {
        EXACT,
        BY_VALUE,
        AS_GO
    }

    /** The same JSON: 1 is not 1.0, and null is neither missing nor empty. What Go has of an object without a type. */
    public static boolean exact(JsonNode one, JsonNode other) {
        return same(one, other, Notion.EXACT);
    }

    /** As {@link #exact}, but 1 is 1.0: as structured-merge-diff compares the values that are owned. */
    public static boolean byValue(JsonNode one, JsonNode other) {
        return same(one, other, Notion.BY_VALUE);
    }

    /**
     * As {@link #exact}, but missing, null and an empty list or map are alike: as {@code equality.Semantic.DeepEqual}
     * compares Go's structs, which know no difference between them.
     */
    public static boolean asGo(JsonNode one, JsonNode other) {
        return same(one, other, Notion.AS_GO);
    }

    @SuppressWarnings("ReferenceEquality") // only a short cut
    private static boolean same(JsonNode one, JsonNode other, Notion notion) {
        if (one == other) {
            return true;
        }
        if (one instanceof ObjectNode a && other instanceof ObjectNode b) {
            return notion == Notion.AS_GO
                    ? covers(a, b, notion) && hasNoMore(b, a)
                    : a.size() == b.size() && covers(a, b, notion);
        }
        if (one instanceof ArrayNode a && other instanceof ArrayNode b) {
            return sameItems(a, b, notion);
        }
        if (one.isNumber() && other.isNumber()) {
            return sameNumber(one, other, notion);
        }
        return (notion == Notion.AS_GO && isNothing(one) && isNothing(other)) || one.equals(other);
    }

    /** Whether all fields of the first are in the second. */
    private static boolean covers(ObjectNode a, ObjectNode b, Notion notion) {
        for (Map.Entry<String, JsonNode> field : a.properties()) {
            JsonNode there = b.get(field.getKey());
            boolean same = there == null
                    ? notion == Notion.AS_GO && isNothing(field.getValue())
                    : same(field.getValue(), there, notion);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Whether the fields that only the first has are nothing. */
    private static boolean hasNoMore(ObjectNode a, ObjectNode b) {
        for (Map.Entry<String, JsonNode> field : a.properties()) {
            if (!b.has(field.getKey()) && !isNothing(field.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameItems(ArrayNode a, ArrayNode b, Notion notion) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i), notion)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameNumber(JsonNode one, JsonNode other, Notion notion) {
        if (one.isIntegralNumber() && other.isIntegralNumber()) {
            return (one.canConvertToLong() && other.canConvertToLong())
                    ? one.longValue() == other.longValue()
                    : one.bigIntegerValue().equals(other.bigIntegerValue());
        }
        boolean comparable = notion == Notion.BY_VALUE || one.isIntegralNumber() == other.isIntegralNumber();
        return comparable && Double.compare(one.doubleValue(), other.doubleValue()) == 0;
    }

    private static boolean isNothing(@Nullable JsonNode value) {
        return value == null || value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty());
    }
}
