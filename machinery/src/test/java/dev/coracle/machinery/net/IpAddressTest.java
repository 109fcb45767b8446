package dev.coracle.machinery.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                ".1.2.3.4",
                "1..3.4",
                "999.1.1.1",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.00",
                "+1.2.3.4",
                "1.2.3.4 ",
                "1.2.3.x",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "fe80::1%eth0",
                "1:",
                ":1",
                "::1.2.3",
                "::1.2.3.04",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:1.2.3.4",
                "::g",
                "::1/64",
                "\u0661::",
            })
    void takesNothingThatGoRefuses(String text) {
        assertThat(IpAddress.find(text)).isEmpty();
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not an IP address");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8::0:1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "1:2::, 1:2::",
        "::ffff:1.2.3.4, ::ffff:1.2.3.4",
        "::1.2.3.4, ::102:304",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    })
    void printsAsRfc5952Says(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({"010.000.00.01, 10.0.0.1", "::ffff:01.2.3.4, ::ffff:1.2.3.4", "::00001, ::1"})
    void takesLeadingZerosOnlyWhenSloppy(String text, String meant) {
        assertThat(IpAddress.find(text)).isEmpty();
        assertThat(IpAddress.findSloppy(text)).contains(IpAddress.parse(meant));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0256.1.1.1", "1.2.3", "fe80::1%eth0", "::10000", "0x1.1.1.1"})
    void isNotSloppierThanGo(String text) {
        assertThat(IpAddress.findSloppy(text)).isEmpty();
    }

    @Test
    void mappedAddressesAreOfIpv6() {
        IpAddress mapped = IpAddress.parse("::ffff:127.0.0.1");
        assertThat(mapped.isMapped()).isTrue();
        assertThat(mapped.isIpv4()).isFalse();
        assertThat(mapped.isLoopback()).isTrue();
        assertThat(mapped.unmapped()).isEqualTo(IpAddress.parse("127.0.0.1")).isNotEqualTo(mapped);
        assertThat(IpAddress.parse("::ffff:0.0.0.0").isUnspecified()).isTrue();
        assertThat(IpAddress.parse("::fffe:0.0.0.0").isMapped()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, U----",
        "127.9.9.9, -L---",
        "224.0.0.9, --MU-",
        "239.1.1.1, --M--",
        "169.254.1.1, ---u-",
        "255.255.255.255, -----",
        "10.0.0.1, ----G",
        "::, U----",
        "::1, -L---",
        "ff02::1, --MU-",
        "ff12::1, --MU-",
        "ff05::1, --M--",
        "fe80::1, ---u-",
        "febf::1, ---u-",
        "fec0::1, ----G",
        "2001:db8::1, ----G",
    })
    void knowsWhatAddressesAreFor(String text, String expected) {
        IpAddress address = IpAddress.parse(text);
        String linkLocal = address.isLinkLocalUnicast() ? "u" : address.isLinkLocalMulticast() ? "U" : "-";
        assertThat((address.isUnspecified() ? "U" : "-")
                        + (address.isLoopback() ? "L" : "-")
                        + (address.isMulticast() ? "M" : "-")
                        + linkLocal
                        + (address.isGlobalUnicast() ? "G" : "-"))
                .isEqualTo(expected);
    }

    @Test
    void addressesAreOrderedByFamilyThenByNumber() {
        assertThat(IpAddress.parse("9.0.0.0")).isLessThan(IpAddress.parse("10.0.0.0"));
        assertThat(IpAddress.parse("255.0.0.0")).isLessThan(IpAddress.parse("::"));
        assertThat(IpAddress.parse("7fff::")).isLessThan(IpAddress.parse("8000::"));
        assertThat(IpAddress.parse("::7fff:0:0:0")).isLessThan(IpAddress.parse("::8000:0:0:0"));
    }

    @Test
    void countingGoesOnBeyond64Bits() {
        assertThat(IpAddress.parse("::ffff:ffff:ffff:ffff").plus(1)).hasToString("0:0:0:1::");
        assertThat(IpAddress.parse("255.255.255.255").plus(1)).hasToString("0.0.0.0");
    }

    @Property
    void whatIsPrintedIsReadAgain(@ForAll long high, @ForAll long low, @ForAll @IntRange(max = 255) int zeroGroups) {
        IpAddress address = withZeroGroups(high, low, zeroGroups);
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        assertThat(IpAddress.findSloppy(address.toString())).contains(address);
    }

    @Property
    void javaReadsTheSameAddress(@ForAll long high, @ForAll long low, @ForAll @IntRange(max = 255) int zeroGroups)
            throws UnknownHostException {
        IpAddress address = withZeroGroups(high, low, zeroGroups);
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        InetAddress java = InetAddress.getByAddress(bytes);
        assertThat(InetAddress.getByName(address.toString())).isEqualTo(java);
        if (!address.isMapped()) {
            assertThat(IpAddress.parse(java.getHostAddress())).isEqualTo(address);
        }
        assertThat(address.isLoopback()).isEqualTo(java.isLoopbackAddress());
        assertThat(address.isMulticast()).isEqualTo(java.isMulticastAddress());
        assertThat(address.isLinkLocalUnicast()).isEqualTo(java.isLinkLocalAddress());
        assertThat(address.isLinkLocalMulticast()).isEqualTo(java.isMCLinkLocal());
        assertThat(address.isUnspecified()).isEqualTo(java.isAnyLocalAddress());
    }

    @Property
    void javaPrintsIpv4Alike(@ForAll @LongRange(min = 0, max = 0xffff_ffffL) long number) throws UnknownHostException {
        IpAddress address = IpAddress.ipv4(number);
        InetAddress java = InetAddress.getByAddress(
                ByteBuffer.allocate(4).putInt((int) number).array());
        assertThat(address).hasToString(java.getHostAddress());
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
    }

    private static IpAddress withZeroGroups(long high, long low, int zeroGroups) {
        long[] halves = {high, low};
        for (int i = 0; i < 8; i++) {
            if (((zeroGroups >> i) & 1) != 0) {
                halves[i / 4] &= ~(0xffffL << (16 * (i % 4)));
            }
        }
        return IpAddress.ipv6(halves[0], halves[1]);
    }
}
