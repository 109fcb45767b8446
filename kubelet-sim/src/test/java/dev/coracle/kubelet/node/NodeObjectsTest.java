package dev.coracle.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeObjectsTest {
    /** The order in which a kube-apiserver looks for the address of a kubelet, by default (v1.36). */
    private static final List<String> PREFERRED =
            List.of("Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP");

    private final NodeSpec spec = new NodeSpec("node-1", "127.0.1.1", "127.244.0.0/24", 110, "inline", true);
    private final NodeStatus status = new NodeObjects(spec).status(Instant.EPOCH, List.of(), 10250, "v1.36.0");

    @Test
    void isReachedAtItsAddressWhateverKindOfAddressIsPreferred() {
        String reached = PREFERRED.stream()
                .flatMap(type -> status.getAddresses().stream()
                        .filter(address -> address.getType().equals(type)))
                .map(NodeAddress::getAddress)
                .findFirst()
                .orElseThrow();
        assertThat(reached).isEqualTo("127.0.1.1");
        assertThat(status.getAddresses().get(0)).isEqualTo(new NodeAddress("127.0.1.1", "InternalIP"));
        assertThat(status.getDaemonEndpoints().getKubeletEndpoint().getPort()).isEqualTo(10250);
    }

    @Test
    void letsPodsHaveAllThereIs() {
        assertThat(status.getAllocatable()).isEqualTo(status.getCapacity()).isEqualTo(spec.capacity());
        assertThat(status.getAllocatable()).containsEntry("pods", new Quantity("110"));
    }
}
