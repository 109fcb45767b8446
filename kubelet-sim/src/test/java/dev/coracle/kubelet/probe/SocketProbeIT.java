package dev.coracle.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SocketProbeIT {
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getByName("127.244.251.1"));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private ProbeOutcome get(String scheme) {
        return SocketProbe.http(
                new SocketProbe.Get(scheme, "127.244.251.1", server.getLocalPort(), "/healthz", List.of()),
                at(server.getLocalPort()),
                TIMEOUT);
    }

    private ProbeOutcome getAnsweredWith(String answer) {
        CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
            try (Socket client = server.accept()) {
                client.getInputStream().read(new byte[1024]);
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        ProbeOutcome outcome = get("http");
        served.join();
        return outcome;
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress("127.244.251.1", port);
    }

    private static String output(ProbeOutcome outcome) {
        return ((ProbeOutcome.Failure) outcome).output();
    }

    @Test
    void succeedsFromTwoHundredToThreeHundredNinetyNine() {
        assertThat(getAnsweredWith("HTTP/1.1 204 No Content\r\n\r\n")).isEqualTo(ProbeOutcome.Success.INSTANCE);
        assertThat(getAnsweredWith("HTTP/1.1 302 Found\r\n\r\n")).isEqualTo(ProbeOutcome.Success.INSTANCE);
        assertThat(getAnsweredWith("HTTP/1.1 500 Internal Server Error\r\n\r\n"))
                .isEqualTo(new ProbeOutcome.BadStatus(500));
        assertThat(new ProbeOutcome.BadStatus(500).output()).isEqualTo("HTTP probe failed with statuscode: 500");
        assertThat(output(getAnsweredWith("SSH-2.0\r\n"))).contains("malformed HTTP response \"SSH-2.0\"");
    }

    @Test
    void tellsOfARefusedConnectionAsGoDoes() throws Exception {
        int port = server.getLocalPort();
        server.close();
        assertThat(output(get("https")))
                .isEqualTo("Get \"https://127.244.251.1:" + port + "/healthz\": dial tcp 127.244.251.1:" + port
                        + ": connect: connection refused");
        assertThat(output(SocketProbe.tcp("127.244.251.1", port, at(port), TIMEOUT)))
                .isEqualTo("dial tcp 127.244.251.1:" + port + ": connect: connection refused");
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() {
        assertThat(output(get("http")))
                .isEqualTo("Get \"http://127.244.251.1:" + server.getLocalPort()
                        + "/healthz\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        assertThat(SocketProbe.tcp("127.244.251.1", server.getLocalPort(), at(server.getLocalPort()), TIMEOUT))
                .isEqualTo(ProbeOutcome.Success.INSTANCE);
    }

    @Test
    void runsACommandWithinItsTime() {
        assertThat(HostCommand.run(List.of("true"), java.util.Map.of(), TIMEOUT.multipliedBy(10)))
                .isEqualTo(ProbeOutcome.Success.INSTANCE);
        assertThat(output(HostCommand.run(
                        List.of("sh", "-c", "echo bad $X; exit 1"),
                        java.util.Map.of("X", "y"),
                        TIMEOUT.multipliedBy(10))))
                .isEqualTo("bad y\n");
        assertThat(output(HostCommand.run(List.of("sleep", "5"), java.util.Map.of(), TIMEOUT)))
                .contains("command timed out");
    }
}
