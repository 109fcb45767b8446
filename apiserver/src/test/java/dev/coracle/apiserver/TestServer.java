package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.coracle.clock.Clock;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;

/** A server on a free port over a store in memory, and a plain HTTP client that talks to it. */
final class TestServer implements AutoCloseable {
    static final String JSON = "application/json";
    static final ObjectMapper MAPPER = new ObjectMapper();

    private final Clock clock;
    private final Store store;
    private final ApiServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    TestServer() {
        this(ApiServerOptions.defaults());
    }

    TestServer(ApiServerOptions options) {
        this(options, Clock.system());
    }

    private TestServer(ApiServerOptions options, Clock clock) {
        this(options, Stores.inMemory(StoreOptions.defaults(clock)), clock);
    }

    /** Over a store of the caller's; closed with the server all the same. */
    TestServer(ApiServerOptions options, Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        server = new ApiServer(options, store, clock);
        server.start();
    }

    record Response(int status, String text, HttpHeaders headers) {
        JsonNode json() {
            try {
                return MAPPER.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        /** The value at a JSON pointer, as text. */
        String at(String pointer) {
            return json().at(pointer).asText();
        }

        String message() {
            return at("/message");
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    URI address() {
        return server.address();
    }

    Store store() {
        return store;
    }

    Clock clock() {
        return clock;
    }

    HttpClient client() {
        return client;
    }

    Response get(String path, String... headers) {
        return send("GET", path, "", "", headers);
    }

    Response post(String path, String body) {
        return send("POST", path, JSON, body);
    }

    Response put(String path, String body) {
        return send("PUT", path, JSON, body);
    }

    Response merge(String path, String body) {
        return send("PATCH", path, "application/merge-patch+json", body);
    }

    Response delete(String path) {
        return send("DELETE", path, "", "");
    }

    Response send(String method, String path, String contentType, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Response(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The lines of a streamed answer, to be read while they come. */
    HttpResponse<Stream<String>> stream(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    static String configMap(String name, String value) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"value\":\"" + value + "\"}},\"data\":{\"key\":\"" + value + "\"}}";
    }

    @Override
    public void close() {
        server.close();
        store.close();
        clock.close();
    }
}
