package dev.coracle.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.clock.Clock;
import dev.coracle.storage.RocksDbOptions;
import dev.coracle.storage.Store;
import dev.coracle.storage.Stores;
import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that may use half a gigabyte, and objects of a size of which it holds few. */
@Timeout(180)
class SmallHeapIT {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int LARGE = 1_000_000;
    private static final int PATCHES = 600;
    private static final int MIDDLE = 100_000;
    private static final int WRITES = 1_500;

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** Also with a watcher that never reads, one that lists a page and goes away, and a log that keeps it all. */
    @Test
    void largeObjectsThatChangeOftenFit() throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmallHeapIT.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = server.inputReader()) {
            URI address = URI.create(out.readLine());
            post(address, "large", "x".repeat(LARGE));
            post(address, "other", "y");
            try (Socket slow = watch(address)) {
                for (int i = 0; i < PATCHES; i++) {
                    patch(address, "large", i + "x".repeat(LARGE - 10));
                    if (i % 50 == 0) {
                        send(address, MAPS + "?limit=1", "GET", "");
                    }
                }
                for (int i = 0; i < WRITES; i++) {
                    patch(address, "other", i + "y".repeat(MIDDLE));
                }
                assertThat(slow.isConnected()).isTrue();
            }
            send(address, MAPS + "/large", "DELETE", "");
            send(address, MAPS + "/other", "GET", "");
            assertThat(server.isAlive()).isTrue();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** Serves a directory until it is killed. */
    public static void main(String[] args) throws Exception {
        Clock clock = Clock.system();
        Store store = Stores.rocksDb(RocksDbOptions.in(Path.of(args[0]), clock));
        ApiServer server = new ApiServer(ApiServerOptions.defaults(), store, clock);
        server.start();
        System.out.println(server.address());
        Thread.currentThread().join();
    }

    private static Socket watch(URI address) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.getOutputStream()
                .write(("GET " + MAPS + "?watch=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    private void post(URI address, String name, String text) throws Exception {
        send(
                address,
                MAPS,
                "POST",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"data\":{\"text\":\"" + text + "\"}}");
    }

    private void patch(URI address, String name, String text) throws Exception {
        send(address, MAPS + "/" + name, "PATCH", "{\"data\":{\"text\":\"" + text + "\"}}");
    }

    private void send(URI address, String path, String method, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
        assertThat(response.statusCode()).as(method + " " + path).isBetween(200, 201);
    }
}
