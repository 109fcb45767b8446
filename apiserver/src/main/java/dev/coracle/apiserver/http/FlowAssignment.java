package dev.coracle.apiserver.http;

import io.vertx.core.http.HttpHeaders;

/**
 * The flow a request belongs to, as its answer names it.
 *
 * @param schema the uid of the flow schema that matches; empty for one that does not stand in the store
 * @param level the uid of the schema's priority level; empty likewise
 */
public record FlowAssignment(CharSequence schema, CharSequence level) {
    public static FlowAssignment of(String schema, String level) {
        return new FlowAssignment(HttpHeaders.createOptimized(schema), HttpHeaders.createOptimized(level));
    }
}
