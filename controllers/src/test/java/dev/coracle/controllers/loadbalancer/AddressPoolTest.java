package dev.coracle.controllers.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPoolTest {
    private final AddressPool pool = new AddressPool("127.97.0.0/16");

    @Test
    void givesTheFirstFreeAddress() {
        assertThat(pool.firstFree(Set.of())).isEqualTo("127.97.0.1");
        assertThat(pool.firstFree(Set.of("127.97.0.1", "127.97.0.2"))).isEqualTo("127.97.0.3");
    }

    @Test
    void honoursARequestedAddressIfItIsInRangeAndFree() {
        assertThat(LoadBalancerController.choose(pool, "127.97.5.5", Set.of())).isEqualTo("127.97.5.5");
        assertThatThrownBy(() -> LoadBalancerController.choose(pool, "127.97.5.5", Set.of("127.97.5.5")))
                .hasMessage("requested address 127.97.5.5 is already in use");
        assertThatThrownBy(() -> LoadBalancerController.choose(pool, "999.1.1.1", Set.of()))
                .hasMessage("requested address 999.1.1.1 is not in 127.97.0.0/16");
        assertThatThrownBy(() -> LoadBalancerController.choose(pool, "10.0.0.1", Set.of()))
                .hasMessage("requested address 10.0.0.1 is not in 127.97.0.0/16");
    }

    @Test
    void saysSoWhenAllAreTaken() {
        AddressPool tiny = new AddressPool("127.97.0.0/30");

        assertThatThrownBy(() -> tiny.firstFree(Set.of("127.97.0.1", "127.97.0.2")))
                .hasMessage("no address left in 127.97.0.0/30");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.97.0.0", "127.97.0.0/31", "127.97.0.256/16", "999.1.1.1/16", "fd00::/64"})
    void refusesWhatIsNoCidr(String cidr) {
        assertThatThrownBy(() -> new AddressPool(cidr)).isInstanceOf(IllegalArgumentException.class);
    }
}
