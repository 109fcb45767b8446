package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.http.HttpOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket may do to a server: say nothing, say half, say too much at once, or say that it is somebody else. */
class FrontDoorIT {
    private static final int MOST = 40;
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static TestServer server;

    @BeforeAll
    static void start() {
        HttpOptions.Timeouts impatient = new HttpOptions.Timeouts(
                Duration.ofSeconds(60), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(50));
        ApiServerOptions defaults = ApiServerOptions.defaults();
        server = new TestServer(
                defaults.withHttp(defaults.http().withMaxConnections(MOST).withTimeouts(impatient))
                        .withAllowedHosts(Set.of("Coracle.example")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A connection as it is, with a bound on how long an answer may take. */
    private static final class Wire implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;

        Wire() {
            try {
                URI address = server.address();
                socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 10_000);
                socket.setSoTimeout(20_000);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Wire send(String text) {
            try {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** The next line; "closed" when the server has ended the connection. */
        String line() {
            try {
                String line = in.readLine();
                return line == null ? "closed" : line;
            } catch (IOException e) {
                return e.getMessage().contains("reset") ? "closed" : e.toString();
            }
        }

        /** The lines up to an empty one. */
        List<String> head() {
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.isEmpty() && !line.equals("closed"); line = line()) {
                lines.add(line);
            }
            return lines;
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String get(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        if (!String.join("", headers).contains("Host:")) {
            request.append("Host: 127.0.0.1\r\n");
        }
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    private static String status(String... headers) {
        try (Wire wire = new Wire()) {
            return wire.send(get(MAPS, headers)).line();
        }
    }

    @Test
    void closesWhatSaysNothingOrHalf() {
        try (Wire silent = new Wire();
                Wire half = new Wire().send("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")) {
            assertThat(silent.line()).isEqualTo("closed");
            assertThat(half.line()).isEqualTo("closed");
        }
    }

    @Test
    void closesWhatAsksNoMoreButNoWatch() {
        try (Wire idle = new Wire().send(get("/livez"));
                Wire watch =
                        new Wire().send(get(MAPS + "?watch=true&resourceVersion=0&fieldSelector=metadata.name=w"))) {
            assertThat(idle.head().get(0)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(watch.head().get(0)).isEqualTo("HTTP/1.1 200 OK");
            String end = idle.line();
            while (!end.equals("closed")) {
                end = idle.line();
            }
            // Its turn would have come: another connection that was opened later has had it.
            try (Wire later = new Wire()) {
                assertThat(later.line()).isEqualTo("closed");
            }
            server.post(MAPS, TestServer.configMap("w", "1"));
            watch.line(); // the length of a chunk
            assertThat(watch.line()).contains("\"ADDED\"");
        }
    }

    @Test
    void holdsTheBoundOfConnectionsAlsoAgainstSilentOnes() {
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < MOST + 10; i++) {
                wires.add(new Wire());
            }
            long open = wires.stream()
                    .filter(wire -> !wire.send(get("/livez")).line().equals("closed"))
                    .count();

            assertThat(open).isBetween(1L, (long) MOST);
        } catch (UncheckedIOException refused) {
            assertThat(wires).hasSizeGreaterThanOrEqualTo(MOST - 5);
        } finally {
            wires.forEach(Wire::close);
        }
    }

    @Test
    void answersThousandsOfRequestsThatWereSentAhead() {
        int many = 3000;
        try (Wire wire = new Wire().send(get("/livez").repeat(many))) {
            int answers = 0;
            for (String line = wire.line(); answers < many && !line.equals("closed"); line = wire.line()) {
                answers += line.contains("HTTP/1.1 200 OK") ? 1 : 0;
            }
            assertThat(answers).isEqualTo(many);
        }
    }

    @Test
    void refusesAPathThatIsNone() {
        try (Wire wire = new Wire().send(get("/api/v1/%zz"))) {
            assertThat(wire.head().get(0)).startsWith("HTTP/1.1 400 ");
            assertThat(wire.line()).isEqualTo("400 Bad Request");
        }
    }

    @Test
    void streamsToAClientOfHttp10UntilTheConnectionEnds() {
        server.post(MAPS, TestServer.configMap("old", "1"));
        try (Wire wire = new Wire()
                .send("GET " + MAPS
                        + "?watch=true&timeoutSeconds=1&fieldSelector=metadata.name=old HTTP/1.0\r\n\r\n")) {
            assertThat(String.join("\n", wire.head()).toLowerCase(java.util.Locale.ROOT))
                    .doesNotContain("chunked")
                    .contains("connection: close");
            assertThat(wire.line()).startsWith("{\"type\":\"ADDED\"");
            assertThat(wire.line()).isEqualTo("closed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost:1",
                "Host: 127.0.0.7",
                "Host: 127.96.0.1:443",
                "Host: [::1]:8080",
                "Host: kubernetes.default.svc",
                "Host: CORACLE.example:8080",
                "Origin: http://127.0.0.1:8001",
                "Origin: http://localhost:8001",
                "Origin: http://coracle.example"
            })
    void servesItsOwnNames(String header) {
        assertThat(status(header)).isEqualTo("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: 127.0.0.1.evil.example",
                "Host: localhost.evil.example:80",
                "Host: evil_name.example",
                "Origin: http://evil.example",
                "Origin: https://203.0.113.5",
                "Origin: null",
                "Origin: http://127.0.0.1.evil.example"
            })
    void refusesTheNamesOfOthers(String header) {
        assertThat(status(header)).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    @Test
    void refusesAForeignPageThatPostsOrWatches() {
        String body = TestServer.configMap("page", "1");
        TestServer.Response post = server.send("POST", MAPS, "", body, "Origin", "http://evil.example");

        assertThat(post.status()).isEqualTo(403);
        assertThat(post.message()).contains("http://evil.example").contains("allowed hosts");
        assertThat(server.get(MAPS + "/page").status()).isEqualTo(404);
        try (Wire wire = new Wire()
                .send(get(
                        MAPS + "?watch=true",
                        "Origin: http://evil.example",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))) {
            assertThat(wire.line()).isEqualTo("HTTP/1.1 403 Forbidden");
        }
    }
}
