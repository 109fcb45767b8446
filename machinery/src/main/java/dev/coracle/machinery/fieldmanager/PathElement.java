package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.gotext.GoJson;
import dev.coracle.machinery.gotext.Utf8;
import dev.coracle.machinery.json.JsonCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step from a value to a part of it. Ordered as upstream orders them, which is the order they are written in: names,
 * keys, values, indexes. Two elements are the same when {@link #compareTo} says 0; prints as it stands in messages.
 */
sealed interface PathElement extends Comparable<PathElement> {
    /** A field of an object or a key of a map. */
    record Field(String name) implements PathElement {
        @Override
        public String encode() {
            return "f:" + name;
        }

        @Override
        public String toString() {
            return "." + name;
        }
    }

    /**
     * An item of a list of type map.
     *
     * @param fields sorted by name
     */
    record Key(List<KeyField> fields) implements PathElement {
        @Override
        public String encode() {
            StringBuilder out = new StringBuilder("k:{");
            String separator = "";
            for (KeyField field : fields) {
                out.append(separator)
                        .append('"')
                        .append(field.name)
                        .append("\":")
                        .append(GoJson.sorted(field.value));
                separator = ",";
            }
            return out.append('}').toString();
        }

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder("[");
            String separator = "";
            for (KeyField field : fields) {
                out.append(separator).append(field.name).append('=').append(JsonValues.print(field.value));
                separator = ",";
            }
            return out.append(']').toString();
        }
    }

    /** One of the fields that make a key. */
    record KeyField(String name, JsonNode value) {}

    /** An item of a set. */
    record Value(JsonNode value) implements PathElement {
        @Override
        public String encode() {
            return "v:" + GoJson.sorted(value);
        }

        @Override
        public String toString() {
            return "[=" + JsonValues.print(value) + "]";
        }
    }

    /** An item of any other list. */
    record Index(int index) implements PathElement {
        @Override
        public String encode() {
            return "i:" + index;
        }

        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** As a key of {@code fieldsV1}. */
    String encode();

    /**
     * Reads what {@link #encode} wrote, or another server did.
     *
     * @return null for a type of element that a later version may know
     * @throws IllegalArgumentException when it is malformed
     */
    static @Nullable PathElement decode(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new IllegalArgumentException("missing colon: " + text);
        }
        String rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'f' -> new Field(rest);
            case 'v' -> new Value(parse(rest));
            case 'k' -> {
                if (parse(rest) instanceof ObjectNode object) {
                    yield key(object);
                }
                throw new IllegalArgumentException("not an object: " + rest);
            }
            case 'i' -> new Index(Integer.parseInt(rest));
            default -> null;
        };
    }

    private static Key key(ObjectNode object) {
        List<KeyField> fields = new ArrayList<>(object.size());
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            fields.add(new KeyField(field.getKey(), field.getValue()));
        }
        return key(fields);
    }

    /** A list item's key; {@code fields} may be in any order and are the element's own afterwards. */
    static Key key(List<KeyField> fields) {
        if (fields.size() > 1) {
            fields.sort(Comparator.comparing(KeyField::name));
        }
        return new Key(fields);
    }

    private static JsonNode parse(String json) {
        try {
            return JsonCodec.read(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + json, e);
        }
    }

    @Override
    default int compareTo(PathElement other) {
        if (this instanceof Field a && other instanceof Field b) {
            return Utf8.compare(a.name, b.name);
        }
        if (this instanceof Key a && other instanceof Key b) {
            return compareKeys(a.fields, b.fields);
        }
        if (this instanceof Value a && other instanceof Value b) {
            return JsonValues.compare(a.value, b.value);
        }
        if (this instanceof Index a && other instanceof Index b) {
            return Integer.compare(a.index, b.index);
        }
        return Integer.compare(rank(this), rank(other));
    }

    private static int rank(PathElement element) {
        return element instanceof Field ? 0 : element instanceof Key ? 1 : element instanceof Value ? 2 : 3;
    }

    private static int compareKeys(List<KeyField> a, List<KeyField> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int byName = Utf8.compare(a.get(i).name, b.get(i).name);
            int order = byName != 0 ? byName : JsonValues.compare(a.get(i).value, b.get(i).value);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }
}
