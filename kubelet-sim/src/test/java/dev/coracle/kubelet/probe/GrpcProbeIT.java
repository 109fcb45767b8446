package dev.coracle.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.Clock;
import dev.coracle.kubelet.container.ContainerIdentity;
import dev.coracle.kubelet.container.SiteFaults;
import dev.coracle.kubelet.runtime.ContainerConfig;
import dev.coracle.kubelet.runtime.ContainerKey;
import dev.coracle.kubelet.runtime.InlineRuntime;
import dev.coracle.kubelet.runtime.PodSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GrpcProbeIT {
    private static final String IP = "127.244.249.1";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Clock clock = Clock.system();
    private final InlineRuntime runtime = new InlineRuntime(clock, new PodSockets(new LocalAddresses()));
    private int port;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(IP))) {
            port = free.getLocalPort();
        }
        runtime.start();
        runtime.start(
                new ContainerConfig(
                        "0".repeat(64),
                        new ContainerKey("uid", "default", "grpc", "app", 0),
                        new ContainerIdentity("grpc", "default", IP, "node-1", "app", "acme/grpc"),
                        List.of(port),
                        List.of(),
                        Map.of(),
                        false,
                        SiteFaults.NONE),
                () -> {});
    }

    @AfterEach
    void close() {
        runtime.close();
        clock.close();
    }

    private void post(String path) throws IOException {
        try (Socket socket = new Socket(IP, port)) {
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void findsAFakeContainerServingUntilItIsToldToFail() throws Exception {
        assertThat(GrpcProbe.check(IP + ":" + port, new InetSocketAddress(IP, port), "", TIMEOUT))
                .isEqualTo(ProbeOutcome.Success.INSTANCE);
        assertThat(GrpcProbe.check(
                        IP + ":" + port,
                        new InetSocketAddress(IP, port),
                        "some.service.with.a.name".repeat(8),
                        TIMEOUT))
                .isEqualTo(ProbeOutcome.Success.INSTANCE);
        post("/coracle/fail");
        assertThat(GrpcProbe.check(IP + ":" + port, new InetSocketAddress(IP, port), "", TIMEOUT))
                .isEqualTo(new ProbeOutcome.Failure("service unhealthy (responded with \"NOT_SERVING\")"));
        post("/coracle/recover");
        assertThat(GrpcProbe.check(IP + ":" + port, new InetSocketAddress(IP, port), "", TIMEOUT))
                .isEqualTo(ProbeOutcome.Success.INSTANCE);
    }

    @Test
    void saysThatNobodyListensAsTheKubeletDoes() throws Exception {
        runtime.close();
        assertThat(GrpcProbe.check(IP + ":" + port, new InetSocketAddress(IP, port), "", TIMEOUT))
                .isEqualTo(new ProbeOutcome.Failure("timeout: failed to connect service \"" + IP + ":" + port
                        + "\" within 5s: context deadline exceeded"));
    }

    @Test
    void doesNotTrustAServerThatSpeaksSomethingElse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(IP))) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket client = other.accept()) {
                    client.getInputStream().read(new byte[16]);
                    client.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(GrpcProbe.check(
                            IP + ":" + other.getLocalPort(),
                            new InetSocketAddress(IP, other.getLocalPort()),
                            "",
                            TIMEOUT))
                    .isInstanceOf(ProbeOutcome.Failure.class);
            served.join();
        }
    }
}
