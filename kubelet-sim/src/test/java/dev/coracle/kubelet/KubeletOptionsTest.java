package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KubeletOptionsTest {
    private final KubeletOptions.Builder builder = KubeletOptions.builder(Path.of("data"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.244.0.1/16 | 127.244.0.1/16 has bits set beyond its prefix",
                "127.244.0 | \"127.244.0\" is not an IPv4 range such as 127.244.0.0/16",
                "127.244.0.300/24 | \"127.244.0.300/24\" is not an IPv4 range such as 127.244.0.0/16",
                "fd00::/64 | \"fd00::/64\" is not an IPv4 range such as 127.244.0.0/16",
                "127.244.0.0/31 | prefix length 31 must be from 8 to 30",
                "127.244.0.0/23 | 127.244.0.0/23 has no /24 number 2",
            })
    void refusesPodRangesThatCannotBeDivided(String range, String problem) {
        assertThatThrownBy(() -> builder.podCidr(range).nodeCidr("127.0.1.0/24").build())
                .hasMessage("podCidr " + range + ": " + problem);
    }

    @Test
    void everyNodeHasItsAddressAndItsRange() {
        KubeletOptions options = builder.build();

        assertThat(options.nodeAddress(2)).isEqualTo("127.0.1.3");
        assertThat(options.podRange(2)).hasToString("127.244.2.0/24");
        assertThatThrownBy(() -> builder.podCidr("127.244.0.0/16")
                        .nodeCidr("127.0.1.0/30")
                        .build())
                .hasMessage("nodeCidr 127.0.1.0/30: it has no address for node-3");
    }
}
