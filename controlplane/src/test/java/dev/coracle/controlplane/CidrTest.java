package dev.coracle.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {
    @Test
    void numbersItsAddresses() {
        Cidr block = Cidr.parse("127.96.0.0/16");
        assertThat(block.address(1)).isEqualTo("127.96.0.1");
        assertThat(block.address(65_535)).isEqualTo("127.96.255.255");
        assertThat(block).hasToString("127.96.0.0/16");
        assertThatThrownBy(() -> block.address(65_536)).hasMessageContaining("127.96.0.0/16");
    }

    @ParameterizedTest
    @CsvSource({
        "300.1.1.0/16,octet above 255",
        "127.0.0.0,not a block",
        "x,not a block",
        "127.0.0.0/33,prefix length /33",
        "127.1.2.3/16,write 127.1.0.0/16",
        "10.0.0.0/16,outside 127.0.0.0/8"
    })
    void saysWhatIsWrongWithAText(String text, String complaint) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void knowsWhenBlocksOverlap() {
        Cidr whole = Cidr.parse("127.96.0.0/15");
        assertThat(whole.overlaps(Cidr.parse("127.97.4.0/24"))).isTrue();
        assertThat(Cidr.parse("127.97.4.0/24").overlaps(whole)).isTrue();
        assertThat(whole.overlaps(Cidr.parse("127.98.0.0/16"))).isFalse();
    }

    @Test
    void reportsEveryProblemOfASetOfBlocksAtOnce() {
        Addresses addresses = new Addresses(
                Cidr.parse("127.1.0.0/23"),
                Cidr.parse("127.2.0.0/29"),
                Cidr.parse("127.2.0.0/16"),
                Cidr.parse("127.4.0.0/30"));
        assertThat(addresses.problems(3))
                .satisfiesExactly(
                        overlap -> assertThat(overlap).contains("service block", "overlaps the load balancer block"),
                        pods -> assertThat(pods).contains("127.1.0.0/23", "3 nodes"),
                        nodes -> assertThat(nodes).contains("127.4.0.0/30", "3 nodes"),
                        services -> assertThat(services).contains("127.2.0.0/29", "DNS"));
        assertThat(Addresses.DEFAULT.problems(200)).isEmpty();
    }
}
