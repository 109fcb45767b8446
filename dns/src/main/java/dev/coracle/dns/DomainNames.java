package dev.coracle.dns;

import io.netty.util.NetUtil;
import java.util.Optional;

/** Rules for names in text form: lower case, labels joined by dots, no trailing dot, the root empty. */
final class DomainNames {
    static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;
    private static final int IPV6_NIBBLES = 32;

    private DomainNames() {}

    static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL || !label.chars().allMatch(c -> c > ' ' && c < 127)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code name} is {@code zone} or below it. */
    static boolean isWithin(String name, String zone) {
        return name.endsWith(zone)
                && (name.length() == zone.length() || name.charAt(name.length() - zone.length() - 1) == '.');
    }

    /** The address in {@code 4.3.2.1.in-addr.arpa}'s first part, here {@code 1.2.3.4}. */
    static Optional<String> reversedIpv4(String labels) {
        String[] parts = labels.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        String ip = parts[3] + "." + parts[2] + "." + parts[1] + "." + parts[0];
        return NetUtil.isValidIpV4Address(ip) ? Optional.of(ip) : Optional.empty();
    }

    /** The address in the first part of an {@code ip6.arpa} name: its hex digits from last to first. */
    static Optional<String> reversedIpv6(String labels) {
        String[] digits = labels.split("\\.", -1);
        if (digits.length != IPV6_NIBBLES) {
            return Optional.empty();
        }
        byte[] address = new byte[IPV6_NIBBLES / 2];
        for (int i = 0; i < IPV6_NIBBLES; i++) {
            String digit = digits[IPV6_NIBBLES - 1 - i];
            int value = digit.length() == 1 ? Character.digit(digit.charAt(0), 16) : -1;
            if (value < 0) {
                return Optional.empty();
            }
            address[i / 2] |= (byte) (i % 2 == 0 ? value << 4 : value);
        }
        return Optional.of(NetUtil.bytesToIpAddress(address));
    }

    /** One spelling for each address, so that text can be a key; empty if it is none. */
    static Optional<String> canonicalIp(String ip) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
        return bytes == null ? Optional.empty() : Optional.of(NetUtil.bytesToIpAddress(bytes));
    }
}
