package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How many bytes the values of a ConfigMap or Secret hold. */
final class DataSize {
    /** The most one object may hold, so that it fits the store. */
    static final int MAX = 1024 * 1024;

    private DataSize() {}

    /** What a value is found by. */
    static void key(Field value) {
        for (String message : Names.DATA_KEY.check(value.name(), false)) {
            value.invalid(value.name(), message);
        }
    }

    static long ofText(JsonNode data) {
        long size = 0;
        for (Map.Entry<String, JsonNode> entry : Tree.entries(data)) {
            size += entry.getValue().asText().getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    /** Of values in base64: what they decode to. */
    static long ofBase64(JsonNode data) {
        long size = 0;
        for (Map.Entry<String, JsonNode> entry : Tree.entries(data)) {
            String text = entry.getValue().asText();
            int length = text.length();
            int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
            size += length / 4 * 3L - padding;
        }
        return size;
    }
}
