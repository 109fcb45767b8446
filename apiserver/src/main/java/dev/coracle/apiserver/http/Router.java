package dev.coracle.apiserver.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Serves the paths that name no resource: exact paths first, then the longest registered prefix. Built while the server
 * starts, read by every event loop afterwards.
 */
public final class Router implements Consumer<Exchange> {
    private final Map<String, Consumer<Exchange>> exact = new LinkedHashMap<>();
    private final Map<String, Consumer<Exchange>> prefixes = new LinkedHashMap<>();

    public void get(String path, Consumer<Exchange> handler) {
        exact.put(path, handler);
    }

    /** Serves everything below {@code prefix}, which ends with a slash. */
    public void getBelow(String prefix, Consumer<Exchange> handler) {
        prefixes.put(prefix, handler);
    }

    @Override
    public void accept(Exchange exchange) {
        String path = exchange.info().path();
        Consumer<Exchange> handler = exact.get(path.length() > 1 && path.endsWith("/") ? trim(path) : path);
        if (handler == null) {
            handler = below(path);
        }
        if (handler == null) {
            exchange.sendText(404, "text/plain; charset=utf-8", "404 page not found\n");
        } else if (!exchange.info().verb().equals("get")) {
            exchange.sendText(405, "text/plain; charset=utf-8", "405 method not allowed\n");
        } else {
            handler.accept(exchange);
        }
    }

    private static String trim(String path) {
        return path.substring(0, path.length() - 1);
    }

    private Consumer<Exchange> below(String path) {
        String best = "";
        for (String prefix : prefixes.keySet()) {
            if (path.startsWith(prefix) && prefix.length() > best.length()) {
                best = prefix;
            }
        }
        return prefixes.get(best);
    }
}
