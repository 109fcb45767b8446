package dev.coracle.proxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Just enough of an API server to list, watch and create. Guarded by its own monitor. */
final class StubApiServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Map<String, HasMetadata>> objects = new LinkedHashMap<>();
    private final Map<String, List<OutputStream>> watches = new LinkedHashMap<>();
    private final List<Change> log = new ArrayList<>();
    private final List<String> created = new ArrayList<>();
    private int version = 1;

    StubApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void put(HasMetadata object) throws IOException {
        object.getMetadata().setResourceVersion(String.valueOf(++version));
        Map<String, HasMetadata> all = objects.computeIfAbsent(plural(object), p -> new LinkedHashMap<>());
        boolean known = all.put(key(object), object) != null;
        tell(known ? "MODIFIED" : "ADDED", object);
    }

    synchronized void delete(HasMetadata object) throws IOException {
        object.getMetadata().setResourceVersion(String.valueOf(++version));
        objects.get(plural(object)).remove(key(object));
        tell("DELETED", object);
    }

    /** The bodies of POST requests so far. */
    synchronized List<String> created() {
        return List.copyOf(created);
    }

    private void tell(String type, HasMetadata object) throws IOException {
        String line = "{\"type\":\"" + type + "\",\"object\":" + Serialization.asJson(object) + "}\n";
        log.add(new Change(plural(object), version, line));
        for (OutputStream watch : watches.getOrDefault(plural(object), List.of())) {
            watch.write(line.getBytes(StandardCharsets.UTF_8));
            watch.flush();
        }
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        if (exchange.getRequestMethod().equals("POST")) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            created.add(new String(body, StandardCharsets.UTF_8));
            respond(exchange, HttpURLConnection.HTTP_CREATED, body);
        } else if (query.contains("watch=true")) {
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0);
            OutputStream watch = exchange.getResponseBody();
            int since = Integer.parseInt(query.replaceFirst(".*resourceVersion=(\\d+).*", "$1"));
            for (Change change : log) {
                if (change.plural().equals(last) && change.version() > since) {
                    watch.write(change.line().getBytes(StandardCharsets.UTF_8));
                }
            }
            watch.flush();
            watches.computeIfAbsent(last, p -> new ArrayList<>()).add(watch);
        } else {
            List<HasMetadata> items =
                    List.copyOf(objects.getOrDefault(last, Map.of()).values());
            String list = "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"" + version
                    + "\"},\"items\":" + Serialization.asJson(items) + "}";
            respond(exchange, HttpURLConnection.HTTP_OK, list.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void respond(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String plural(HasMetadata object) {
        return object.getPlural();
    }

    private static String key(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    private record Change(String plural, int version, String line) {}

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
