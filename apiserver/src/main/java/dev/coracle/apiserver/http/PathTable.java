package dev.coracle.apiserver.http;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The paths that name no resource, and who serves them. Filled before the first request, and only read from then on. */
final class PathTable {
    private final Map<String, Consumer<Exchange>> exact = new HashMap<>();
    private final Map<String, Consumer<Exchange>> below = new LinkedHashMap<>();

    /** @param path a trailing slash and star stand for everything below the path and for itself */
    void add(String path, Consumer<Exchange> handler) {
        if (path.endsWith("/*")) {
            below.put(path.substring(0, path.length() - 1), handler);
        } else {
            exact.put(path, handler);
        }
    }

    void serve(Exchange exchange) {
        String path = exchange.info().path();
        Consumer<Exchange> handler = exact.get(path);
        if (handler != null) {
            handler.accept(exchange);
            return;
        }
        for (Map.Entry<String, Consumer<Exchange>> entry : below.entrySet()) {
            if (path.startsWith(entry.getKey())) {
                entry.getValue().accept(exchange);
                return;
            }
        }
        exchange.pageNotFound();
    }
}
