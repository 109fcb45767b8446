package dev.coracle.codegen;

import dev.coracle.machinery.text.TextTable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a field besides the models: what upstream's {@code types.go} say, in {@code fields.table}, whose
 * head explains the words.
 */
record FieldNotes(Map<String, String> words) {
    private static final Set<String> WORDS = Set.of(
            "patch", "key", "list", "keys", "map", "go", "item", "zero", "empty", "always", "default", "enum", "order");

    static final FieldNotes NONE = new FieldNotes(Map.of());

    FieldNotes {
        words = Map.copyOf(words);
        if (!WORDS.containsAll(words.keySet())) {
            throw new IllegalStateException("fields.table: unknown words among " + words.keySet());
        }
    }

    /** Reads the table: by {@code core.v1.Pod.spec}. */
    static Map<String, FieldNotes> read() throws IOException {
        Map<String, FieldNotes> notes = new HashMap<>();
        for (String line : TextTable.beside(FieldNotes.class, "fields.table")) {
            String[] parts = line.split("\\s+", -1);
            Map<String, String> words = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                words.put(equals < 0 ? parts[i] : parts[i].substring(0, equals), parts[i].substring(equals + 1));
            }
            if (notes.put(parts[0], new FieldNotes(words)) != null) {
                throw new IllegalStateException("fields.table names " + parts[0] + " twice");
            }
        }
        return notes;
    }

    /** Of strategic merge patch. */
    List<String> patchStrategies() {
        return list("patch");
    }

    /** The key a list merges by; empty when it is replaced. */
    String patchMergeKey() {
        return word("key");
    }

    /** atomic, set or map; empty when unmarked. */
    String listType() {
        return word("list");
    }

    List<String> listMapKeys() {
        return list("keys");
    }

    /** Whether a map, or an object, is replaced as a whole. */
    boolean atomicMap() {
        return mapType().equals("atomic");
    }

    /** atomic or granular, of a map or an object; empty when unmarked. */
    String mapType() {
        return word("map");
    }

    /** The named Go type of a scalar, such as {@code v1.RestartPolicy}; empty for the plain one. */
    String goType() {
        return word("go");
    }

    /** Whether the zero value is the same as absence: a Go field that is no pointer, marked omitempty. */
    boolean plainZero() {
        return words.containsKey("zero");
    }

    /** Whether an empty list or map is kept when it is read, for the rules to look at. */
    boolean keepsEmpty() {
        return words.containsKey("empty");
    }

    /** The named Go type of a container's items; empty for the plain one. */
    String itemGoType() {
        return word("item");
    }

    /** Whether Go's encoder writes the field even when it is not set. */
    boolean always() {
        return words.containsKey("always");
    }

    /** Whether what is written for an unset field is null, not the type's zero value. */
    boolean alwaysNull() {
        return word("always").equals("null");
    }

    /** The default OpenAPI tells, as JSON; empty when there is none. */
    String defaultValue() {
        return word("default");
    }

    /** Of a type: its fields as Go declares them; empty where that is the order of the alphabet. */
    List<String> order() {
        return list("order");
    }

    List<String> enumValues() {
        return list("enum").stream().map(value -> value.replace("%20", " ")).toList();
    }

    private String word(String name) {
        return words.getOrDefault(name, "");
    }

    private List<String> list(String name) {
        String value = word(name);
        return value.isEmpty() ? List.of() : List.of(value.split(","));
    }
}
