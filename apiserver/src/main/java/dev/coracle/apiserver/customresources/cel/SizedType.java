package dev.coracle.apiserver.customresources.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.apiserver.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a value of a schema can hold, given that it came in a request of at most 3 MiB: upstream's {@code DeclType}
 * (v1.36). Immutable.
 *
 * @param maxElements items, entries, or bytes of a text; 0 where there is nothing to count
 * @param minSize the fewest bytes a value takes as JSON
 * @param fields by their names in expressions
 * @param key of maps; null for others
 * @param element of lists and maps; null for others
 */
record SizedType(
        long maxElements,
        long minSize,
        Map<String, SizedType> fields,
        @Nullable SizedType key,
        @Nullable SizedType element) {
    static final long MAX_REQUEST_BYTES = 3 * 1024 * 1024;
    private static final long LONGEST_TEXT = MAX_REQUEST_BYTES - 2;
    private static final long LONGEST_TIME = 32;
    private static final long DATE = 12;
    private static final SizedType TEXT = scalar(LONGEST_TEXT, 2);
    private static final SizedType KEY = scalar(0, 2);
    private static final SizedType METADATA =
            new SizedType(0, 2, Map.of("name", TEXT, "generateName", TEXT), null, null);

    SizedType {
        fields = Map.copyOf(fields);
    }

    private static SizedType scalar(long maxElements, long minSize) {
        return new SizedType(maxElements, minSize, Map.of(), null, null);
    }

    /** @param isRoot whether it is a whole object, with a kind and metadata */
    static SizedType of(Structural schema, boolean isRoot) {
        JsonNode source = schema.source();
        if (Tree.flag(source, "x-kubernetes-int-or-string")) {
            return scalar(maxLength(source, LONGEST_TEXT, 4), 1);
        }
        return switch (schema.type()) {
            case ARRAY -> array(schema, source);
            case MAP -> map(schema, source);
            case OBJECT -> object(schema, isRoot);
            case STRING -> text(schema, source);
            case BOOLEAN -> scalar(0, 4);
            default -> scalar(0, 1);
        };
    }

    /** How often a value can occur in one request where nothing bounds it. */
    long maxCardinality() {
        return MAX_REQUEST_BYTES / (minSize + 1);
    }

    private static long maxLength(JsonNode source, long otherwise, int bytes) {
        return Tree.has(source, "maxLength") ? Math.max(0, Tree.number(source, "maxLength")) * bytes : otherwise;
    }

    private static SizedType below(@Nullable Structural schema) {
        return schema == null ? scalar(0, 1) : of(schema, schema.isEmbeddedResource());
    }

    private static SizedType array(Structural schema, JsonNode source) {
        SizedType item = below(schema.item());
        long items = Tree.has(source, "maxItems")
                ? Math.max(0, Tree.number(source, "maxItems"))
                : (MAX_REQUEST_BYTES - 2) / (item.minSize() + 1);
        return new SizedType(items, 2, Map.of(), null, item);
    }

    private static SizedType map(Structural schema, JsonNode source) {
        SizedType value = below(schema.additional());
        long entries = Tree.has(source, "maxProperties")
                ? Math.max(0, Tree.number(source, "maxProperties"))
                : (MAX_REQUEST_BYTES - 2) / (value.minSize() + 6);
        return new SizedType(entries, 2, Map.of(), KEY, value);
    }

    private static SizedType object(Structural schema, boolean isRoot) {
        Map<String, SizedType> fields = new HashMap<>();
        Set<String> required = new HashSet<>();
        Tree.get(schema.source(), "required").forEach(name -> required.add(name.asText()));
        long minSize = 2;
        for (Map.Entry<String, Structural> property : schema.properties().entrySet()) {
            SizedType type = below(property.getValue());
            fields.put(FieldNames.escape(property.getKey()), type);
            if (required.contains(property.getKey()) && property.getValue().defaultValue() == null) {
                minSize += property.getKey().length() + type.minSize() + 4;
            }
        }
        if (isRoot || schema.isEmbeddedResource()) {
            fields.put("kind", TEXT);
            fields.put("apiVersion", TEXT);
            fields.put("metadata", METADATA);
        }
        return new SizedType(0, minSize, fields, null, null);
    }

    private static SizedType text(Structural schema, JsonNode source) {
        return switch (schema.format()) {
            case "byte" -> scalar(maxLength(source, LONGEST_TEXT, 1), 2);
            case "duration" -> scalar(LONGEST_TIME, 3);
            case "date" -> scalar(DATE, DATE);
            case "date-time" -> scalar(LONGEST_TIME, 21);
            default -> scalar(maxLength(source, longestOf(Tree.get(source, "enum")), 4), 2);
        };
    }

    private static long longestOf(JsonNode values) {
        if (values.isEmpty()) {
            return LONGEST_TEXT;
        }
        long longest = 0;
        for (JsonNode value : values) {
            longest = Math.max(longest, value.asText().getBytes(StandardCharsets.UTF_8).length);
        }
        return longest;
    }
}
