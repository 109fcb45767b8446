package dev.coracle.apiserver;

import static dev.coracle.apiserver.TestServer.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.TestServer.Response;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Watches over both transports. */
class WatchIT {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A namespace of the test's own, so that tests do not see each other's events. */
    private static String maps(String namespace) {
        server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    private static Iterator<JsonNode> events(String path, String... headers) throws Exception {
        HttpResponse<Stream<String>> response = server.stream(path, headers);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body().map(TestServer::parse).iterator();
    }

    private static String summary(JsonNode event) {
        return event.at("/type").asText() + " "
                + event.at("/object/metadata/name").asText();
    }

    @Test
    void beginsWithWhatIsThereAndFollowsChanges() throws Exception {
        String maps = maps("follow");
        server.post(maps, configMap("a", "1"));

        Iterator<JsonNode> events = events(maps + "?watch=true&timeoutSeconds=30");
        assertThat(summary(events.next())).isEqualTo("ADDED a");
        server.post(maps, configMap("b", "1"));
        server.merge(maps + "/a", "{\"data\":{\"key\":\"2\"}}");
        server.delete(maps + "/b");

        assertThat(summary(events.next())).isEqualTo("ADDED b");
        JsonNode modified = events.next();
        assertThat(summary(modified)).isEqualTo("MODIFIED a");
        assertThat(modified.at("/object/data/key").asText()).isEqualTo("2");
        JsonNode deleted = events.next();
        assertThat(summary(deleted)).isEqualTo("DELETED b");
        assertThat(deleted.at("/object/metadata/resourceVersion").asLong())
                .isGreaterThan(modified.at("/object/metadata/resourceVersion").asLong());
    }

    @Test
    void resumesWithoutAGap() throws Exception {
        String maps = maps("resume");
        Response first = server.post(maps, configMap("a", "1"));
        server.post(maps, configMap("b", "1"));
        server.post(maps, configMap("c", "1"));

        Iterator<JsonNode> events =
                events(maps + "?watch=1&timeoutSeconds=30&resourceVersion=" + first.at("/metadata/resourceVersion"));

        assertThat(summary(events.next())).isEqualTo("ADDED b");
        assertThat(summary(events.next())).isEqualTo("ADDED c");
    }

    @Test
    void turnsLeavingASelectorIntoADeletion() throws Exception {
        String maps = maps("selector");
        server.post(maps, configMap("a", "in"));

        Iterator<JsonNode> events = events(maps + "?watch=1&timeoutSeconds=30&labelSelector=value%3Din");
        assertThat(summary(events.next())).isEqualTo("ADDED a");
        server.merge(maps + "/a", "{\"metadata\":{\"labels\":{\"value\":\"out\"}}}");
        assertThat(summary(events.next())).isEqualTo("DELETED a");
        server.merge(maps + "/a", "{\"metadata\":{\"labels\":{\"value\":\"in\"}}}");
        assertThat(summary(events.next())).isEqualTo("ADDED a");
    }

    @Test
    void marksTheEndOfTheInitialState() throws Exception {
        String maps = maps("initial");
        server.post(maps, configMap("a", "1"));

        Iterator<JsonNode> events = events(maps + "?watch=1&timeoutSeconds=30&allowWatchBookmarks=true"
                + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");

        assertThat(summary(events.next())).isEqualTo("ADDED a");
        JsonNode bookmark = events.next();
        assertThat(bookmark.at("/type").asText()).isEqualTo("BOOKMARK");
        assertThat(bookmark.at("/object/metadata/annotations/k8s.io~1initial-events-end")
                        .asText())
                .isEqualTo("true");
        assertThat(bookmark.at("/object/kind").asText()).isEqualTo("ConfigMap");
    }

    @Test
    void endsAfterItsTimeoutWithABookmark() throws Exception {
        String maps = maps("timeout");

        Iterator<JsonNode> events =
                events(maps + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=0");

        JsonNode initialEnd = events.next();
        assertThat(initialEnd.at("/object/metadata/annotations").has("k8s.io/initial-events-end"))
                .isTrue();
        assertThat(events.next().at("/type").asText()).isEqualTo("BOOKMARK");
        assertThat(events.hasNext()).isFalse();
    }

    @Test
    void tellsAWatchThatBeginsTooEarly() throws Exception {
        String maps = maps("expired");
        for (int i = 0; i < 3; i++) {
            server.post(maps, configMap("x" + i, "1"));
        }
        try (TestServer compacted = new TestServer()) {
            for (int i = 0; i < 3000; i++) {
                compacted.merge("/api/v1/namespaces/default", "{\"metadata\":{\"labels\":{\"n\":\"" + i + "\"}}}");
            }
            compacted.store().compact(compacted.store().revision());
            HttpResponse<Stream<String>> response =
                    compacted.stream("/api/v1/namespaces?watch=1&resourceVersion=3&timeoutSeconds=30");
            List<JsonNode> events = response.body().map(TestServer::parse).toList();

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(events).hasSize(1);
            assertThat(events.get(0).at("/type").asText()).isEqualTo("ERROR");
            assertThat(events.get(0).at("/object/code").asInt()).isEqualTo(410);
            assertThat(events.get(0).at("/object/reason").asText()).isEqualTo("Expired");
        }
    }

    @Test
    void drawsTablesRowByRow() throws Exception {
        String maps = maps("tables");
        server.post(maps, configMap("a", "1"));

        Iterator<JsonNode> events =
                events(maps + "?watch=1&timeoutSeconds=30", "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        JsonNode first = events.next();
        server.post(maps, configMap("b", "1"));
        JsonNode second = events.next();

        assertThat(first.at("/object/kind").asText()).isEqualTo("Table");
        assertThat(first.at("/object/columnDefinitions").size()).isPositive();
        assertThat(second.at("/object/rows/0/cells/0").asText()).isEqualTo("b");
        assertThat(second.at("/object/columnDefinitions").size()).isZero();
    }

    @Test
    void servesTheOldWatchPaths() throws Exception {
        String maps = maps("oldpath");
        server.post(maps, configMap("a", "1"));
        server.post(maps, configMap("b", "1"));

        assertThat(summary(events("/api/v1/watch/namespaces/oldpath/configmaps/b?timeoutSeconds=30")
                        .next()))
                .isEqualTo("ADDED b");
    }

    @Test
    void speaksWebSocket() {
        String maps = maps("socket");
        server.post(maps, configMap("a", "1"));
        List<String> seen = new CopyOnWriteArrayList<>();
        WebSocket socket = server.client()
                .newWebSocketBuilder()
                .header("Origin", server.address().toString())
                .subprotocols("anything.example.com")
                .buildAsync(
                        java.net.URI.create(server.address().toString().replace("http", "ws")
                                + maps
                                + "?watch=true&timeoutSeconds=30"),
                        new Collector(seen))
                .join();
        await().until(() -> seen.size() == 1);
        server.post(maps, configMap("b", "1"));
        await().until(() -> seen.size() == 2);
        socket.abort();

        assertThat(seen).containsExactly("ADDED a", "ADDED b");
        assertThat(socket.getSubprotocol()).isEqualTo("anything.example.com");
    }

    @Test
    void theServerEndsThoughAWatcherDoesNotAnswerItsCloseFrame() throws Exception {
        try (Socket silent = new Socket()) {
            try (TestServer ending = new TestServer()) {
                silent.connect(
                        new InetSocketAddress("127.0.0.1", ending.address().getPort()));
                silent.getOutputStream()
                        .write(
                                ("GET /api/v1/namespaces?watch=true HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
                                                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                byte[] head = silent.getInputStream().readNBytes("HTTP/1.1 101".length());
                assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
            } // which throws if the server does not end in time
        }
    }

    @Test
    void refusesAWebSocketWithoutOriginOrWithTwoProtocols() {
        java.net.URI uri =
                java.net.URI.create(server.address().toString().replace("http", "ws") + "/api/v1/pods?watch=1");
        WebSocket.Listener listener = new Collector(new CopyOnWriteArrayList<>());

        assertThat(handshakeStatus(server.client().newWebSocketBuilder().buildAsync(uri, listener)))
                .isEqualTo(403);
        assertThat(handshakeStatus(server.client()
                        .newWebSocketBuilder()
                        .header("Origin", server.address().toString())
                        .subprotocols("one", "two")
                        .buildAsync(uri, listener)))
                .isEqualTo(400);
    }

    private static int handshakeStatus(CompletableFuture<WebSocket> connecting) {
        Throwable refused = connecting.handle((socket, failure) -> failure).join();
        return ((WebSocketHandshakeException) (refused.getCause() == null ? refused : refused.getCause()))
                .getResponse()
                .statusCode();
    }

    private static final class Collector implements WebSocket.Listener {
        private final List<String> seen;
        private final StringBuilder text = new StringBuilder();

        Collector(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                seen.add(summary(TestServer.parse(text.toString())));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    @Test
    void servesOnlySoManyWatches() throws Exception {
        ApiServerOptions options = ApiServerOptions.defaults().withMaxWatches(1);
        try (TestServer small = new TestServer(options)) {
            HttpResponse<Stream<String>> open = small.stream("/api/v1/pods?watch=1&timeoutSeconds=30");
            Response refused = small.get("/api/v1/pods?watch=1&timeoutSeconds=30");

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            open.body().close();
            await().until(() ->
                    small.get("/api/v1/pods?watch=1&timeoutSeconds=1").status() == 200);
        }
    }

    @Test
    void aWatcherThatDoesNotReadLosesOnlyItsOwnWatch() throws Exception {
        String maps = maps("slow");
        try (java.net.Socket slow =
                new java.net.Socket("127.0.0.1", server.address().getPort())) {
            slow.setReceiveBufferSize(4096);
            slow.getOutputStream()
                    .write(("GET " + maps + "?watch=1&timeoutSeconds=60 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            Iterator<JsonNode> fast = events(maps + "?watch=1&timeoutSeconds=60");
            String big = "x".repeat(200_000);
            server.post(maps, configMap("a", "1"));
            fast.next();
            for (int i = 0; i < 100; i++) {
                server.merge(maps + "/a", "{\"data\":{\"big\":\"" + i + big + "\"}}");
                assertThat(fast.next().at("/object/data/big").asText()).startsWith(i + "x");
            }
        }
    }
}
