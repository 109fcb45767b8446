package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.gotext.Utf8;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** How values are ordered and printed where fields are owned: numbers by value, whatever their type. */
final class JsonValues {
    private JsonValues() {}

    /** Numbers before strings, booleans, lists, maps and null; upstream's total order. */
    static int compare(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.isIntegralNumber() && b.isIntegralNumber()
                    ? Long.compare(a.longValue(), b.longValue())
                    : Double.compare(a.doubleValue(), b.doubleValue());
        }
        if (a.isTextual() && b.isTextual()) {
            return Utf8.compare(a.textValue(), b.textValue());
        }
        if (a.isBoolean() && b.isBoolean()) {
            return Boolean.compare(a.booleanValue(), b.booleanValue());
        }
        if (a.isArray() && b.isArray()) {
            return compareLists(a.iterator(), b.iterator());
        }
        if (a.isObject() && b.isObject()) {
            return compareMaps(a, b);
        }
        return Integer.compare(rank(a), rank(b));
    }

    private static int rank(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> 0;
            case STRING -> 1;
            case BOOLEAN -> 2;
            case ARRAY -> 3;
            case OBJECT -> 4;
            default -> 5;
        };
    }

    private static int compareLists(Iterator<JsonNode> a, Iterator<JsonNode> b) {
        while (a.hasNext() && b.hasNext()) {
            int order = compare(a.next(), b.next());
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(a.hasNext(), b.hasNext());
    }

    private static int compareMaps(JsonNode a, JsonNode b) {
        Iterator<Map.Entry<String, JsonNode>> one = sorted(a).entrySet().iterator();
        Iterator<Map.Entry<String, JsonNode>> other = sorted(b).entrySet().iterator();
        while (one.hasNext() && other.hasNext()) {
            Map.Entry<String, JsonNode> x = one.next();
            Map.Entry<String, JsonNode> y = other.next();
            int byName = Utf8.compare(x.getKey(), y.getKey());
            int order = byName != 0 ? byName : compare(x.getValue(), y.getValue());
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(one.hasNext(), other.hasNext());
    }

    private static Map<String, JsonNode> sorted(JsonNode object) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>(Utf8::compare);
        object.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        return sorted;
    }

    /** As it stands in the path of a message. */
    static String print(JsonNode value) {
        if (value.isArray()) {
            StringBuilder out = new StringBuilder("[");
            String separator = "";
            for (JsonNode item : value) {
                out.append(separator).append(print(item));
                separator = ",";
            }
            return out.append(']').toString();
        }
        if (value.isObject()) {
            StringBuilder out = new StringBuilder();
            value.properties()
                    .forEach(field -> out.append(field.getKey()).append('=').append(print(field.getValue())));
            return out.toString();
        }
        return value.toString();
    }
}
