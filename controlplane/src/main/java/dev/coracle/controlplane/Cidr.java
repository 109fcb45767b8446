package dev.coracle.controlplane;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IPv4 loopback addresses. Only 127.0.0.0/8 is accepted: every address in it can be bound without any set-up,
 * and nothing in it can be reached from outside the machine.
 *
 * @param network the first address, as an unsigned 32-bit number
 * @param prefixLength how many leading bits all addresses of the block share, 8 to 30
 */
public record Cidr(int network, int prefixLength) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int LOOPBACK = 127;

    public Cidr {
        if (prefixLength < 8 || prefixLength > 30) {
            throw new IllegalArgumentException("the prefix length /" + prefixLength + " must be from /8 to /30");
        }
        if ((network & ~mask(prefixLength)) != 0) {
            throw new IllegalArgumentException(address(network) + " is not the first address of a /" + prefixLength
                    + ": write " + address(network & mask(prefixLength)) + "/" + prefixLength);
        }
        if (network >>> 24 != LOOPBACK) {
            throw new IllegalArgumentException(address(network) + "/" + prefixLength
                    + " is outside 127.0.0.0/8, the only addresses that need no set-up");
        }
    }

    /**
     * Reads {@code a.b.c.d/n}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Cidr parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a block of addresses such as 127.244.0.0/16");
        }
        int network = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(matcher.group(i));
            if (octet > 255) {
                throw new IllegalArgumentException("'" + text + "' has an octet above 255");
            }
            network = network << 8 | octet;
        }
        return new Cidr(network, Integer.parseInt(matcher.group(5)));
    }

    /** The address {@code offset} places after the first one. */
    public String address(long offset) {
        if (offset < 0 || offset >= size()) {
            throw new IllegalArgumentException(this + " has no address number " + offset);
        }
        return address((int) (network + offset));
    }

    /** How many addresses the block has. */
    public long size() {
        return 1L << (32 - prefixLength);
    }

    /** Whether the two blocks have an address in common. */
    public boolean overlaps(Cidr other) {
        int mask = mask(Math.min(prefixLength, other.prefixLength));
        return (network & mask) == (other.network & mask);
    }

    @Override
    public String toString() {
        return address(network) + "/" + prefixLength;
    }

    private static int mask(int prefixLength) {
        return -1 << (32 - prefixLength);
    }

    private static String address(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
