package dev.coracle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coracle.client.KubernetesClients;
import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From objects in an API server to sockets that answer. */
class KubeProxyIT {
    private static final String CLUSTER_IP = "127.96.78.1";
    private static final String NODE_IP = "127.0.78.1";

    private final Clock clock = Clock.system();
    private final ServerSocket pod = listen("127.244.78.2");
    private final int port = freePort(CLUSTER_IP);
    private final int nodePort = freePort(NODE_IP);
    private final StubApiServer api = stub();
    private final KubernetesClient client = KubernetesClients.forServer(api.address(), "kube-proxy");
    private final KubeProxy proxy = new KubeProxy(client, clock, ProxyOptions.defaults());

    @BeforeEach
    void start() throws IOException {
        api.put(service());
        proxy.start();
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        client.close();
        api.close();
        pod.close();
        clock.close();
    }

    @Test
    void listensWhileThereAreEndpointsAndOnNodesAsTheyCome() throws IOException {
        assertRefused(CLUSTER_IP, port);
        EndpointSlice slice = slice();
        api.put(slice);
        await().untilAsserted(() -> assertServed(CLUSTER_IP, port));
        assertServed("127.0.0.1", nodePort);
        assertRefused(NODE_IP, nodePort);
        api.put(node());
        await().untilAsserted(() -> assertServed(NODE_IP, nodePort));
        api.delete(slice);
        await().untilAsserted(() -> assertRefused(CLUSTER_IP, port));
    }

    @Test
    void aDeletedServiceNoLongerListens() throws IOException {
        api.put(slice());
        await().untilAsserted(() -> assertServed(CLUSTER_IP, port));
        api.delete(service());
        await().untilAsserted(() -> assertRefused(CLUSTER_IP, port));
        await().untilAsserted(() -> assertRefused("127.0.0.1", nodePort));
    }

    @Test
    void aPortInUseAndAnUnsupportedProtocolAreToldInEventsAndTheFormerIsOpenedLater() throws IOException {
        try (ServerSocket squatter = new ServerSocket(port, 50, InetAddress.getByName(CLUSTER_IP))) {
            api.put(slice());
            await().untilAsserted(() -> assertThat(api.created())
                    .anySatisfy(event -> assertThat(event)
                            .contains("FailedToBindPort", "Warning", "kube-proxy", CLUSTER_IP + ":" + port + "/TCP"))
                    .anySatisfy(event -> assertThat(event).contains("UnsupportedProtocol", "3868/SCTP")));
            assertServed("127.0.0.1", nodePort);
            assertThat(squatter.isBound()).isTrue();
        }
        await().untilAsserted(() -> assertServed(CLUSTER_IP, port));
    }

    @Test
    void closingCutsConnectionsAndFreesThePorts() throws IOException {
        api.put(slice());
        await().untilAsserted(() -> assertServed(CLUSTER_IP, port));
        try (Socket client = new Socket(CLUSTER_IP, port)) {
            client.setSoTimeout(10_000);
            await().until(() -> proxy.metrics().open.sum() > 0);
            proxy.close();
            assertThat(endOf(client)).containsAnyOf("end of stream", "reset");
        }
        assertRefused(CLUSTER_IP, port);
        proxy.close();
    }

    private static String endOf(Socket socket) {
        try {
            return socket.getInputStream().read() < 0 ? "end of stream" : "data";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The pod's kernel accepts; that the connection is carried on is what counts. */
    private void assertServed(String ip, int port) {
        long before = proxy.metrics().accepted.sum();
        assertThatCode(() -> new Socket(ip, port).close()).doesNotThrowAnyException();
        await().until(() -> proxy.metrics().accepted.sum() > before);
    }

    private static void assertRefused(String ip, int port) {
        assertThatThrownBy(() -> new Socket(ip, port).close()).isInstanceOf(ConnectException.class);
    }

    private Service service() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .withUid("u-1")
                .endMetadata()
                .withNewSpec()
                .withType("NodePort")
                .withClusterIP(CLUSTER_IP)
                .withClusterIPs(CLUSTER_IP)
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(port)
                .withNodePort(nodePort)
                .endPort()
                .addNewPort()
                .withName("diameter")
                .withProtocol("SCTP")
                .withPort(3868)
                .endPort()
                .endSpec()
                .build();
    }

    private EndpointSlice slice() {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web-x")
                .addToLabels("kubernetes.io/service-name", "web")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses("127.244.78.2")
                .endEndpoint()
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(pod.getLocalPort())
                .endPort()
                .build();
    }

    private static Node node() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("node-1")
                .endMetadata()
                .withNewStatus()
                .addNewAddress(NODE_IP, "InternalIP")
                .endStatus()
                .build();
    }

    private static ServerSocket listen(String ip) {
        try {
            return new ServerSocket(0, 500, InetAddress.getByName(ip));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort(String ip) {
        try (ServerSocket probe = listen(ip)) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static StubApiServer stub() {
        try {
            return new StubApiServer();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
