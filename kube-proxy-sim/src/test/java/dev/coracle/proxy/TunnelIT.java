package dev.coracle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coracle.client.KubernetesClients;
import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.Clock;
import dev.coracle.clock.ManualClock;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way in for programs that can bind nothing and resolve nothing of the cluster. */
class TunnelIT {
    private static final String POD_IP = "127.244.79.2";

    /** Nothing listens there, and nothing may: the tunnel leads to Services without their addresses. */
    private static final String CLUSTER_IP = "203.0.113.20";

    private final Clock clock = Clock.system();
    private final ServerSocket pod;
    private final StubApiServer api = new StubApiServer();
    private final KubernetesClient client = KubernetesClients.forServer(api.address(), "kube-proxy");
    private final KubeProxy proxy =
            new KubeProxy(client, clock, ProxyOptions.builder().tunnelPort(0).build());

    TunnelIT() throws IOException {
        pod = new ServerSocket(0, 50, InetAddress.getByName(POD_IP));
        Thread thread = new Thread(this::echo, "pod");
        thread.setDaemon(true);
        thread.start();
    }

    @BeforeEach
    void start() throws Exception {
        api.put(service("web", CLUSTER_IP));
        api.put(slice("web"));
        api.put(service("headless", "None"));
        api.put(slice("headless"));
        api.put(alias("inside", "web.default.svc.cluster.local"));
        api.put(alias("outside", "example.com"));
        api.put(pod());
        proxy.start();
        proxy.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        client.close();
        api.close();
        pod.close();
        clock.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "WEB",
                "web.default",
                "web.default.svc",
                "web.default.svc.cluster.local",
                "web.default.svc.cluster.local.",
                "inside",
                CLUSTER_IP
            })
    void aServiceIsReachedByEachOfItsNames(String name) throws IOException {
        assertThat(ask(name, 80)).isEqualTo("hello");
    }

    @Test
    void podsAreReachedByAddressNameAndHeadlessService() throws IOException {
        assertThat(ask(POD_IP, pod.getLocalPort())).isEqualTo("hello");
        assertThat(ask("127-244-79-2.default.pod", pod.getLocalPort())).isEqualTo("hello");
        assertThat(ask("headless", pod.getLocalPort())).isEqualTo("hello");
        assertThat(ask("web-0.headless", pod.getLocalPort())).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "8.8.8.8",
                "127.0.0.1",
                "localhost",
                "outside",
                "169.254.169.254",
                "nobody.default.svc"
            })
    void whatIsNotTheClustersIsRefused(String host) {
        assertThatThrownBy(() -> ask(host, 80))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("not allowed by ruleset");
    }

    @Test
    void theApiServerAndTheTunnelItselfAreNoWayOut() {
        assertThatThrownBy(() -> ask("127.0.0.1", api.address().getPort())).hasMessageContaining("not allowed");
        assertThatThrownBy(() -> ask("127.0.0.1", tunnel().getPort())).isInstanceOf(SocketException.class);
    }

    @Test
    void aServiceWithoutEndpointsRefusesTheConnection() throws IOException {
        api.delete(slice("web"));
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> ask("web", 80)).hasMessageContaining("Connection refused"));
    }

    @Test
    void httpConnectWorksAndSaysWhyItRefuses() throws IOException {
        assertThat(send("CONNECT web:80 HTTP/1.1\r\nHost: web:80\r\n\r\nhello\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\nhello\n");
        assertThat(send("CONNECT web:81 HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("Service default/web has no TCP port 81; it has 80");
        assertThat(send("CONNECT example.com:443 HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"example.com\" is no Service, pod or node of this cluster");
        assertThat(send("CONNECT nowhere HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void otherHttpIsRefusedByNameAndABrowserFindsItsFile() throws IOException {
        assertThat(send("GET http://web/ HTTP/1.1\r\nHost: web\r\n\r\n"))
                .startsWith("HTTP/1.1 501 ")
                .contains("socks5h");
        assertThat(send("GET /proxy.pac HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("application/x-ns-proxy-autoconfig", "SOCKS5 127.0.0.1:" + tunnel().getPort());
    }

    @Test
    void whatComesInOnePieceWithTheHandshakeIsNotLost() throws IOException {
        byte[] host = "web".getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[3 + 4 + 1 + host.length + 2 + 6];
        System.arraycopy(new byte[] {5, 1, 0, 5, 1, 0, 3, (byte) host.length}, 0, all, 0, 8);
        System.arraycopy(host, 0, all, 8, host.length);
        System.arraycopy(new byte[] {0, 80, 'h', 'e', 'l', 'l', 'o', '\n'}, 0, all, 8 + host.length, 8);
        try (Socket socket = new Socket("127.0.0.1", tunnel().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(all);
            byte[] answer = socket.getInputStream().readNBytes(2 + 10 + 6);
            assertThat(new String(answer, 12, 6, StandardCharsets.US_ASCII)).isEqualTo("hello\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0004\u0001\u0000P\u0001\u0001\u0001\u0001\u0000", "\u0005\u0001\u0002", "\u0000\u0001\r\n\r\n"
            })
    void otherProtocolsAreToldAndCutOff(String bytes) throws IOException {
        assertThat(send(bytes)).hasSizeLessThan(300);
    }

    @Test
    void aClientThatSaysNothingIsCutOff() throws IOException {
        ManualClock time = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ProxyContext context = new ProxyContext(
                ProxyOptions.defaults(),
                time,
                loops,
                ProxyContext.newConnections(),
                new ServiceAddresses(),
                new LocalAddresses(),
                (port, type, reason, message) -> {},
                new ProxyMetrics());
        try (Tunnel own = Tunnel.open(0, context, null);
                Socket socket = new Socket("127.0.0.1", own.address().getPort())) {
            socket.setSoTimeout(10_000);
            await().until(() -> context.metrics().open.sum() == 1);
            time.advance(java.time.Duration.ofSeconds(11));
            assertThat(socket.getInputStream().read()).isNegative();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private InetSocketAddress tunnel() {
        return proxy.tunnelAddress().orElseThrow();
    }

    private String ask(String host, int port) throws IOException {
        try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, tunnel()))) {
            socket.setSoTimeout(10_000);
            socket.connect(InetSocketAddress.createUnresolved(host, port));
            socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    private String send(String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", tunnel().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private void echo() {
        while (!pod.isClosed()) {
            try (Socket socket = pod.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException gone) {
                // The next one, or the end.
            }
        }
    }

    private Service service(String name, String clusterIp) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withUid(name)
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP(clusterIp)
                .withClusterIPs(clusterIp)
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }

    private static Service alias(String name, String to) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withUid(name)
                .endMetadata()
                .withNewSpec()
                .withType("ExternalName")
                .withExternalName(to)
                .endSpec()
                .build();
    }

    private EndpointSlice slice(String service) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(service + "-x")
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(POD_IP)
                .withHostname("web-0")
                .endEndpoint()
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(pod.getLocalPort())
                .endPort()
                .build();
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web-0")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(POD_IP)
                .endStatus()
                .build();
    }
}
