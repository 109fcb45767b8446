package dev.coracle.conformance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a case and what is expected of it.
 *
 * @param location where it stands in its file, as keys and indexes from the top
 * @param path as it is sent, but for the variables
 * @param during what happens while this, a watch, is open
 * @param events what this watch says, in order
 */
record Step(
        List<Object> location,
        String method,
        String path,
        Map<String, String> headers,
        @Nullable Body body,
        Expected expected,
        Map<String, String> save,
        List<Step> during,
        List<Expected.Event> events) {
    static final String WATCH = "WATCH";

    boolean isWatch() {
        return method.equals(WATCH);
    }

    /** A body is a tree, sent as JSON, or a text, or bytes in base64. */
    sealed interface Body {
        record Tree(JsonNode value) implements Body {}

        record Text(String value) implements Body {}

        record Bytes(String base64) implements Body {}
    }
}
