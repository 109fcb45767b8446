package dev.coracle.apiserver.generate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a field besides the models: the markers of upstream's {@code types.go}, kept by hand in {@code
 * fields.table}.
 *
 * @param patchStrategies of strategic merge patch
 * @param patchMergeKey the key a list merges by
 * @param listType atomic, set or map; empty when unmarked
 * @param listMapKeys of listType map
 * @param atomicMap whether a map, or an object, is replaced as a whole
 * @param goType the named Go type of a scalar, such as {@code v1.RestartPolicy}; empty for the plain one
 * @param plainZero whether the zero value is the same as absence (a Go field that is no pointer, marked omitempty)
 */
record FieldNotes(
        List<String> patchStrategies,
        @Nullable String patchMergeKey,
        String listType,
        List<String> listMapKeys,
        boolean atomicMap,
        String goType,
        boolean plainZero) {
    static final FieldNotes NONE = new FieldNotes(List.of(), null, "", List.of(), false, "", false);

    /** Reads the table: by {@code core.v1.Pod.spec}. */
    static Map<String, FieldNotes> read() {
        try (InputStream in = FieldNotes.class.getResourceAsStream("fields.table")) {
            if (in == null) {
                throw new IllegalStateException("fields.table is missing beside " + FieldNotes.class.getName());
            }
            Map<String, FieldNotes> notes = new HashMap<>();
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] words = line.trim().split("\\s+");
                FieldNotes note = NONE;
                for (int i = 1; i < words.length; i++) {
                    note = note.with(words[i], line);
                }
                if (notes.put(words[0], note) != null) {
                    throw new IllegalStateException("fields.table names " + words[0] + " twice");
                }
            }
            return notes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FieldNotes with(String word, String line) {
        int equals = word.indexOf('=');
        String key = equals < 0 ? word : word.substring(0, equals);
        String value = word.substring(equals + 1);
        return switch (key) {
            case "patch" ->
                new FieldNotes(
                        List.of(value.split(",")), patchMergeKey, listType, listMapKeys, atomicMap, goType, plainZero);
            case "key" -> new FieldNotes(patchStrategies, value, listType, listMapKeys, atomicMap, goType, plainZero);
            case "list" ->
                new FieldNotes(patchStrategies, patchMergeKey, value, listMapKeys, atomicMap, goType, plainZero);
            case "keys" ->
                new FieldNotes(
                        patchStrategies,
                        patchMergeKey,
                        listType,
                        List.of(value.split(",")),
                        atomicMap,
                        goType,
                        plainZero);
            case "map" ->
                new FieldNotes(patchStrategies, patchMergeKey, listType, listMapKeys, true, goType, plainZero);
            case "go" ->
                new FieldNotes(patchStrategies, patchMergeKey, listType, listMapKeys, atomicMap, value, plainZero);
            case "zero" ->
                new FieldNotes(patchStrategies, patchMergeKey, listType, listMapKeys, atomicMap, goType, true);
            default -> throw new IllegalStateException("fields.table: unknown word " + word + " in: " + line);
        };
    }
}
