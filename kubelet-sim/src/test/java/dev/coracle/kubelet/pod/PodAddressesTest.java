package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.machinery.net.IpBlock;
import org.junit.jupiter.api.Test;

final class PodAddressesTest {
    private final PodAddresses addresses = new PodAddresses(IpBlock.parse("127.244.1.0/29"));

    @Test
    void reusesAnAddressLast() {
        assertThat(addresses.allocate("a")).contains("127.244.1.2");
        addresses.release("127.244.1.2", "a");
        assertThat(addresses.allocate("b")).contains("127.244.1.3");
        for (int i = 4; i <= 6; i++) {
            assertThat(addresses.allocate("p" + i)).contains("127.244.1." + i);
        }
        assertThat(addresses.allocate("c")).contains("127.244.1.2");
        assertThat(addresses.allocate("d")).isEmpty();
        assertThat(addresses.range()).isEqualTo("127.244.1.2-127.244.1.6");
    }

    @Test
    void doesNotGiveOutWhatIsClaimed() {
        assertThat(addresses.claim("127.244.1.2", "a")).isTrue();
        assertThat(addresses.claim("127.244.1.2", "a")).isTrue();
        assertThat(addresses.claim("127.244.1.2", "b")).isFalse();
        assertThat(addresses.claim("127.244.9.2", "b")).isFalse();
        assertThat(addresses.allocate("c")).contains("127.244.1.3");
        addresses.release("127.244.1.2", "b");
        assertThat(addresses.claim("127.244.1.2", "c")).isFalse();
    }
}
