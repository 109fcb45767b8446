package dev.coracle.machinery.net;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address. An IPv4-mapped IPv6 address such as {@code ::ffff:1.2.3.4} is of IPv6 and equals no address
 * of IPv4, but what is asked of its use is answered for the IPv4 address, as by Go's {@code net.IP}. Ordered by family,
 * then by number. Immutable.
 *
 * @param high the upper 64 bits; 0 for IPv4
 * @param low the lower 64 bits; of IPv4 the 32 bits of the address
 * @param bits 32 or 128
 */
public record IpAddress(long high, long low, int bits) implements Comparable<IpAddress> {
    static final int IPV4_BITS = 32;
    static final int IPV6_BITS = 128;

    private static final long MAPPED = 0xffff;
    private static final int GROUPS = 8;

    public IpAddress {
        if (bits != IPV6_BITS && (bits != IPV4_BITS || high != 0 || low >>> IPV4_BITS != 0)) {
            throw new IllegalArgumentException("an address has 32 or 128 bits: " + high + ", " + low + ", " + bits);
        }
    }

    /** Of an unsigned number below 2^32. */
    public static IpAddress ipv4(long number) {
        return new IpAddress(0, number, IPV4_BITS);
    }

    public static IpAddress ipv6(long high, long low) {
        return new IpAddress(high, low, IPV6_BITS);
    }

    /** Reads the notation of Go's {@code netip.ParseAddr}, without zones; empty for anything else. */
    public static Optional<IpAddress> find(String text) {
        return Optional.ofNullable(IpText.read(text, false));
    }

    /** As {@link #find}, but zeros may lead a number, as Kubernetes takes it from those who always wrote so. */
    public static Optional<IpAddress> findSloppy(String text) {
        return Optional.ofNullable(IpText.read(text, true));
    }

    /**
     * The address that a text is.
     *
     * @throws IllegalArgumentException if {@link #find} is empty
     */
    public static IpAddress parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not an IP address"));
    }

    public boolean isIpv4() {
        return bits == IPV4_BITS;
    }

    /** An IPv4 address in IPv6 notation. */
    public boolean isMapped() {
        return bits == IPV6_BITS && high == 0 && low >>> IPV4_BITS == MAPPED;
    }

    /** The IPv4 address in IPv6 notation as IPv4; any other one as it is. */
    public IpAddress unmapped() {
        return isMapped() ? ipv4(low & 0xffff_ffffL) : this;
    }

    public boolean isUnspecified() {
        return high == 0 && (low == 0 || (isMapped() && (int) low == 0));
    }

    public boolean isLoopback() {
        IpAddress plain = unmapped();
        return plain.isIpv4() ? plain.low >>> 24 == 127 : high == 0 && low == 1;
    }

    public boolean isMulticast() {
        IpAddress plain = unmapped();
        return plain.isIpv4() ? plain.low >>> 28 == 0xe : high >>> 56 == 0xff;
    }

    public boolean isLinkLocalUnicast() {
        IpAddress plain = unmapped();
        return plain.isIpv4() ? plain.low >>> 16 == 0xa9fe : high >>> 54 == 0x3fa;
    }

    public boolean isLinkLocalMulticast() {
        IpAddress plain = unmapped();
        return plain.isIpv4() ? plain.low >>> 8 == 0xe00000 : ((high >>> 48) & 0xff0f) == 0xff02;
    }

    public boolean isGlobalUnicast() {
        IpAddress plain = unmapped();
        boolean isBroadcast = plain.isIpv4() && plain.low == 0xffff_ffffL;
        return !isUnspecified() && !isLoopback() && !isMulticast() && !isLinkLocalUnicast() && !isBroadcast;
    }

    /** The first address of the block with this one and a prefix of that length. */
    IpAddress first(int prefixLength) {
        return new IpAddress(high & mask(prefixLength, 0), low & lowMask(prefixLength), bits);
    }

    /** The last address of the block with this one and a prefix of that length. */
    IpAddress last(int prefixLength) {
        long host = ~lowMask(prefixLength);
        return isIpv4() ? ipv4(low | (host & 0xffff_ffffL)) : ipv6(high | ~mask(prefixLength, 0), low | host);
    }

    private long lowMask(int prefixLength) {
        return isIpv4() ? mask(prefixLength, IPV4_BITS - Long.SIZE) : mask(prefixLength, Long.SIZE);
    }

    /** Of 64 bits, those that a prefix covers which begins so many bits before them. */
    private static long mask(int prefixLength, int before) {
        int covered = Math.min(Math.max(prefixLength - before, 0), Long.SIZE);
        return covered == 0 ? 0 : -1L << (Long.SIZE - covered);
    }

    /** The address so many places further on; past the last one it begins again with the first. */
    public IpAddress plus(long places) {
        long sum = low + places;
        if (isIpv4()) {
            return ipv4(sum & 0xffff_ffffL);
        }
        return ipv6(Long.compareUnsigned(sum, low) < 0 ? high + 1 : high, sum);
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = Integer.compare(bits, other.bits);
        int byHigh = byFamily != 0 ? byFamily : Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** As RFC 5952 writes it, IPv4-mapped ones in mixed notation. */
    @Override
    public String toString() {
        if (isIpv4()) {
            return (low >>> 24) + "." + ((low >>> 16) & 255) + "." + ((low >>> 8) & 255) + "." + (low & 255);
        }
        if (isMapped()) {
            return "::ffff:" + unmapped();
        }
        int gap = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && group(i + zeros) == 0) {
                zeros++;
            }
            if (zeros > longest) {
                gap = i;
                longest = zeros;
            }
        }
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < GROUPS) {
            if (i == gap) {
                text.append("::");
                i += longest;
            } else {
                text.append(i == 0 || (gap >= 0 && i == gap + longest) ? "" : ":")
                        .append(Integer.toHexString(group(i)));
                i++;
            }
        }
        return text.toString();
    }

    private int group(int index) {
        long half = index < 4 ? high : low;
        return (int) ((half >>> (48 - 16 * (index & 3))) & 0xffff);
    }
}
