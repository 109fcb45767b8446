package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalAddressesTest {
    private final LocalAddresses local = new LocalAddresses();

    @Test
    void everyMachineHasTheOneAddressAndNoneHasThoseOfExamples() {
        assertThat(local.has("127.0.0.1")).isTrue();
        assertThat(local.has("203.0.113.7")).isFalse();
        assertThat(local.has("203.0.113.8")).isFalse();
    }

    @Test
    void mappedPortsAreReadAsTheyAreWritten() {
        MappedPorts ports = new MappedPorts(Map.of(8080, 41235, 80, 41234));

        assertThat(ports).hasToString("80=41234,8080=41235");
        assertThat(read(ports.toString())).isEqualTo(ports);
        assertThat(ports.at(80)).contains(new InetSocketAddress("127.0.0.1", 41234));
        assertThat(ports.at(81)).isEmpty();
    }

    @Test
    void whatSomebodyElseWroteThereMeansNothing() {
        assertThat(read("80=0").at(80)).isEmpty();
        assertThat(read("80=70000").at(80)).isEmpty();
        assertThat(read("80=10.0.0.1:22").ports()).isEmpty();
        assertThat(read("").ports()).isEmpty();
        assertThat(MappedPorts.of(null).ports()).isEmpty();
    }

    private static MappedPorts read(String annotation) {
        return MappedPorts.of(new PodBuilder()
                .withNewMetadata()
                .addToAnnotations(MappedPorts.ANNOTATION, annotation)
                .endMetadata()
                .build());
    }
}
