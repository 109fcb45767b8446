package dev.coracle.machinery.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IpBlockTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/+8", "::/129", "::/-1"
            })
    void takesNothingThatGoRefuses(String text) {
        assertThat(IpBlock.find(text)).isEmpty();
        assertThatThrownBy(() -> IpBlock.parse(text)).hasMessage("\"" + text + "\" is not a block of IP addresses");
    }

    @Test
    void takesLeadingZerosOnlyWhenSloppy() {
        assertThat(IpBlock.findSloppy("010.0.0.0/08")).contains(IpBlock.parse("10.0.0.0/8"));
        assertThat(IpBlock.findSloppy("010.0.0.0/033")).isEmpty();
    }

    @Test
    void keepsTheAddressItWasWrittenWith() {
        IpBlock block = IpBlock.parse("10.9.8.7/24");
        assertThat(block).hasToString("10.9.8.7/24");
        assertThat(block.isMasked()).isFalse();
        assertThat(block.masked()).hasToString("10.9.8.0/24");
        assertThat(block.first()).hasToString("10.9.8.0");
        assertThat(block.last()).hasToString("10.9.8.255");
        assertThat(block.size()).isEqualTo(256);
    }

    @Test
    void knowsItsAddresses() {
        IpBlock block = IpBlock.parse("10.9.8.0/30");
        assertThat(block.address(3)).hasToString("10.9.8.3");
        assertThatThrownBy(() -> block.address(4)).hasMessage("10.9.8.0/30 has no address number 4");
        assertThatThrownBy(() -> block.address(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(block.contains(IpAddress.parse("10.9.8.3"))).isTrue();
        assertThat(block.contains(IpAddress.parse("10.9.8.4"))).isFalse();
        assertThat(block.contains(IpAddress.parse("::ffff:10.9.8.3"))).isFalse();
        assertThat(IpBlock.parse("0.0.0.0/0").contains(IpAddress.parse("255.255.255.255")))
                .isTrue();
        assertThat(IpBlock.parse("::/0").size()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void blocksLieInOneAnotherOrApart() {
        IpBlock whole = IpBlock.parse("127.96.0.0/15");
        IpBlock part = IpBlock.parse("127.97.4.0/24");
        assertThat(whole.contains(part)).isTrue();
        assertThat(part.contains(whole)).isFalse();
        assertThat(whole.overlaps(part)).isTrue();
        assertThat(part.overlaps(whole)).isTrue();
        assertThat(whole.overlaps(IpBlock.parse("127.98.0.0/16"))).isFalse();
        assertThat(IpBlock.of(IpAddress.parse("::1"))).hasToString("::1/128");
    }

    @Test
    void splitsIntoSmallerBlocks() {
        IpBlock block = IpBlock.parse("127.244.0.0/16");
        assertThat(block.part(24, 3)).hasToString("127.244.3.0/24");
        assertThat(block.part(16, 0)).isEqualTo(block);
        assertThatThrownBy(() -> block.part(24, 256)).hasMessage("127.244.0.0/16 has no /24 number 256");
        assertThatThrownBy(() -> block.part(8, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(IpBlock.parse("fd00::/48").part(64, 0xffff)).hasToString("fd00:0:0:ffff::/64");
        assertThat(IpBlock.parse("fd00::/60").part(68, 0xff)).hasToString("fd00:0:0:f:f000::/68");
        assertThat(IpBlock.parse("fd00::/120").part(128, 7)).hasToString("fd00::7/128");
    }

    @Property
    void agreesWithArithmeticOnBigNumbers(
            @ForAll long high, @ForAll long low, @ForAll @IntRange(max = 128) int prefixLength) {
        IpBlock block = new IpBlock(IpAddress.ipv6(high, low), prefixLength);
        int free = 128 - prefixLength;
        BigInteger first = number(block.address()).shiftRight(free).shiftLeft(free);
        assertThat(number(block.first())).isEqualTo(first);
        assertThat(number(block.last()))
                .isEqualTo(first.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE));
        assertThat(IpBlock.parse(block.toString())).isEqualTo(block);
    }

    @Property
    void partsFollowOneAnother(@ForAll long high, @ForAll long low, @ForAll @IntRange(min = 8, max = 128) int length) {
        IpBlock block = new IpBlock(IpAddress.ipv6(high, low), length - 8);
        BigInteger step = BigInteger.ONE.shiftLeft(128 - length);
        for (int i : new int[] {0, 1, 100, 255}) {
            assertThat(number(block.part(length, i).address()))
                    .isEqualTo(number(block.first()).add(step.multiply(BigInteger.valueOf(i))));
        }
    }

    private static BigInteger number(IpAddress address) {
        return new BigInteger(
                1,
                ByteBuffer.allocate(16)
                        .putLong(address.high())
                        .putLong(address.low())
                        .array());
    }
}
