package dev.coracle.apiserver.customresources.cel;

import dev.coracle.apiserver.customresources.values.Addresses;
import java.math.BigInteger;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address.
 *
 * @param value the address as a number
 * @param bits 32 or 128
 */
record IpAddress(BigInteger value, int bits) {
    private static final BigInteger MAPPED = BigInteger.valueOf(0xffff);

    static boolean isAddress(String text) {
        return find(text).isPresent();
    }

    static IpAddress parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException(refusal(text)));
    }

    private static String refusal(String text) {
        if (text.indexOf('%') >= 0) {
            return "IP address \"" + text + "\" with zone value is not allowed";
        }
        return Addresses.parse(text).isPresent()
                ? "IPv4-mapped IPv6 address \"" + text + "\" is not allowed"
                : "IP Address \"" + text + "\" parse error during conversion from string: ParseAddr(\"" + text
                        + "\"): unable to parse IP";
    }

    private static Optional<IpAddress> find(String text) {
        return Addresses.parse(text)
                .map(bytes -> new IpAddress(new BigInteger(1, bytes), bytes.length * 8))
                .filter(address -> !address.isMapped());
    }

    private boolean isMapped() {
        return bits == 128 && value.shiftRight(32).equals(MAPPED);
    }

    int family() {
        return bits == 32 ? 4 : 6;
    }

    /** The first so many bits. */
    private int head(int count) {
        return value.shiftRight(bits - count).intValue();
    }

    boolean isUnspecified() {
        return value.signum() == 0;
    }

    boolean isLoopback() {
        return bits == 32 ? head(8) == 127 : value.equals(BigInteger.ONE);
    }

    boolean isLinkLocalMulticast() {
        return bits == 32 ? head(24) == 0xe00000 : (head(16) & 0xff0f) == 0xff02;
    }

    boolean isLinkLocalUnicast() {
        return bits == 32 ? head(16) == 0xa9fe : head(10) == 0x3fa;
    }

    private boolean isMulticast() {
        return bits == 32 ? head(4) == 0xe : head(8) == 0xff;
    }

    boolean isGlobalUnicast() {
        boolean isBroadcast = bits == 32 && value.bitCount() == 32;
        return !isUnspecified() && !isLoopback() && !isMulticast() && !isLinkLocalUnicast() && !isBroadcast;
    }

    /** With everything but the first so many bits cleared. */
    IpAddress masked(int prefix) {
        int cleared = bits - prefix;
        return new IpAddress(value.shiftRight(cleared).shiftLeft(cleared), bits);
    }

    /** As RFC 5952 writes it. */
    @Override
    public String toString() {
        if (bits == 32) {
            int number = value.intValue();
            return (number >>> 24) + "." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
        }
        int longest = 1;
        int at = -1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(i + run) == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                at = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == at) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int index) {
        return value.shiftRight(112 - 16 * index).intValue() & 0xffff;
    }
}
