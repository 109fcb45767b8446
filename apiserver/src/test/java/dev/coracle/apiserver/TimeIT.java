package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.clock.ManualClock;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Timeouts and bookmarks on a clock that only the test moves. */
class TimeIT {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Store store = Stores.inMemory(StoreOptions.defaults(clock));
    private final ApiServer server = new ApiServer(ApiServerOptions.defaults(), store, clock);

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
        clock.close();
    }

    private Socket send(String request) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.address().getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    @Test
    void givesUpOnABodyThatNeverComes() throws IOException {
        try (Socket socket =
                send("POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")) {
            await().until(() -> {
                clock.advance(Duration.ofSeconds(61));
                return socket.getInputStream().available() > 0;
            });

            assertThat(lines(socket).readLine()).isEqualTo("HTTP/1.1 504 Gateway Timeout");
        }
    }

    @Test
    void marksProgressOnceAMinute() throws IOException {
        try (Socket socket = send("GET /api/v1/nodes?watch=1&allowWatchBookmarks=1&timeoutSeconds=6000 HTTP/1.1\r\n"
                + "Host: localhost\r\n\r\n")) {
            BufferedReader lines = lines(socket);
            assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
            String line = lines.readLine();
            while (!line.isEmpty()) {
                line = lines.readLine();
            }
            await().until(() -> {
                clock.advance(Duration.ofSeconds(61));
                return lines.ready();
            });

            lines.readLine(); // the chunk's length
            assertThat(lines.readLine())
                    .startsWith("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Node\",\"apiVersion\":\"v1\"");
        }
    }
}
