package dev.coracle.kubelet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.client.LocalAddresses;
import dev.coracle.client.MappedPorts;
import dev.coracle.kubelet.container.ContainerIdentity;
import dev.coracle.kubelet.container.SiteFaults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodSocketsTest {
    /** TEST-NET-3, which is no machine's. */
    private static final String FOREIGN = "203.0.113.7";

    private final PodSockets sockets = new PodSockets(new LocalAddresses());

    @Test
    void aPodIsAtItsOwnAddressWhereThatIsLocal() {
        assertThat(sockets.listen(config("a", "127.0.0.1"), 80)).isEqualTo(new InetSocketAddress("127.0.0.1", 80));
        assertThat(sockets.dial("127.0.0.1", 80)).isEqualTo(new InetSocketAddress("127.0.0.1", 80));
        assertThat(sockets.told("a", "127.0.0.1").ports()).isEmpty();
    }

    @Test
    void aForeignAddressIsMappedAndTold() {
        InetSocketAddress at = sockets.listen(config("a", FOREIGN), 80);

        assertThat(at.getHostString()).isEqualTo("127.0.0.1");
        assertThat(sockets.dial(FOREIGN, 80)).isEqualTo(at);
        assertThat(sockets.dial(FOREIGN, 81)).isEqualTo(new InetSocketAddress(FOREIGN, 81));
        assertThat(sockets.told("a", FOREIGN)).isEqualTo(new MappedPorts(Map.of(80, at.getPort())));
    }

    @Test
    void aRestartKeepsThePortUnlessItWasTaken() throws IOException {
        InetSocketAddress first = sockets.listen(config("a", FOREIGN), 80);
        assertThat(sockets.listen(config("a", FOREIGN), 80)).isEqualTo(first);
        try (ServerSocket taken = new ServerSocket(first.getPort(), 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(sockets.listen(config("a", FOREIGN), 80).getPort()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void anAddressThatChangedHandsTellsNothingOfItsFormerPod() {
        sockets.listen(config("a", FOREIGN), 80);
        sockets.listen(config("b", FOREIGN), 81);

        assertThat(sockets.told("a", FOREIGN).ports()).isEmpty();
        assertThat(sockets.told("b", FOREIGN).ports()).containsOnlyKeys(81);
    }

    private static ContainerConfig config(String uid, String ip) {
        return new ContainerConfig(
                uid.repeat(64),
                new ContainerKey(uid, "default", "web", "nginx", 0),
                new ContainerIdentity("web", "default", ip, "node-1", "nginx", "nginx"),
                List.of(),
                List.of(),
                Map.of(),
                false,
                SiteFaults.NONE);
    }
}
