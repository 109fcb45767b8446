package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP addresses and blocks in text. Nothing here ever asks a name server. */
public final class Addresses {
    private static final String IP_RULE = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");

    private Addresses() {}

    public static void ip(Field field) {
        String text = field.text();
        if (parse(text) != null) {
            if (isMapped(text)) {
                field.invalid(text, "must not be an IPv4-mapped IPv6 address");
            }
        } else if (parse(withoutLeadingZeros(text)) != null) {
            field.invalid(text, "must not have leading 0s");
        } else {
            field.invalid(text, IP_RULE);
        }
    }

    public static void cidr(Field field) {
        String text = field.text();
        if (isCidr(text)) {
            if (isMapped(text.substring(0, text.indexOf('/')))) {
                field.invalid(text, "must not have an IPv4-mapped IPv6 address");
            } else if (hasHostBits(text)) {
                field.invalid(text, "must not have bits set beyond the prefix length");
            }
        } else if (isCidr(withoutLeadingZeros(text))) {
            field.invalid(text, "must not have leading 0s in IP or prefix length");
        } else {
            field.invalid(text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
        }
    }

    /** An address in the one notation that is written for it. */
    public static List<String> canonicalIp(String text) {
        FieldErrors errors = new FieldErrors();
        ip(Field.of(TextNode.valueOf(text), errors));
        List<String> wrong =
                new ArrayList<>(errors.all().stream().map(FieldError::detail).toList());
        if (wrong.isEmpty() && !canonical(text).equals(text)) {
            wrong.add("must be in canonical form (\"" + canonical(text) + "\")");
        }
        return wrong;
    }

    /** A block in the one notation that is written for it. */
    public static void canonicalCidr(Field field) {
        String text = field.text();
        int before = field.errors().count();
        cidr(field);
        int slash = text.indexOf('/');
        if (field.errors().count() == before
                && !canonical(text.substring(0, slash)).equals(text.substring(0, slash))) {
            field.invalid(
                    text,
                    "must be in canonical form (\"" + canonical(text.substring(0, slash)) + text.substring(slash)
                            + "\")");
        }
    }

    /** An address with the length of its network's prefix. */
    public static void interfaceAddress(Field field) {
        String text = field.text();
        String plain = withoutLeadingZeros(text);
        if (!isCidr(plain)) {
            field.invalid(text, "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
            return;
        }
        int slash = plain.indexOf('/');
        String address = canonical(plain.substring(0, slash));
        int bits = Integer.parseInt(plain.substring(slash + 1));
        if (isMapped(address) && parse(address) instanceof Inet4Address mapped) {
            address = mapped.getHostAddress();
            bits -= bits > IPV4_BITS ? IPV6_BITS - IPV4_BITS : 0;
        }
        String written = address + "/" + bits;
        if (!written.equals(text)) {
            field.invalid(text, "must be in canonical form (\"" + written + "\")");
        }
    }

    public static boolean isBlock(String text) {
        return isCidr(text);
    }

    /** Whether a block is a part of another and not all of it. */
    public static boolean isStrictlyWithin(String inner, String outer) {
        InetAddress small = parse(inner.substring(0, inner.indexOf('/')));
        InetAddress large = parse(outer.substring(0, outer.indexOf('/')));
        int smallBits = Integer.parseInt(inner.substring(inner.indexOf('/') + 1));
        int largeBits = Integer.parseInt(outer.substring(outer.indexOf('/') + 1));
        if (small == null || large == null || small.getAddress().length != large.getAddress().length) {
            return false;
        }
        int rest = small.getAddress().length * 8 - largeBits;
        return smallBits > largeBits
                && new BigInteger(1, small.getAddress())
                        .shiftRight(rest)
                        .equals(new BigInteger(1, large.getAddress()).shiftRight(rest));
    }

    /** An address as RFC 5952 writes it: the longest run of zeros left out. */
    private static String canonical(String text) {
        InetAddress address = parse(text);
        if (address == null || address instanceof Inet4Address) {
            return text;
        }
        byte[] bytes = address.getAddress();
        int[] words = new int[8];
        for (int i = 0; i < 8; i++) {
            words[i] = (bytes[2 * i] & 255) << 8 | (bytes[2 * i + 1] & 255);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && words[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                out.append("::");
                i += length - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":");
                out.append(Integer.toHexString(words[i]));
            }
        }
        return out.toString();
    }

    /** An IPv4 address in IPv6 notation, such as ::ffff:1.2.3.4. */
    private static boolean isMapped(String text) {
        return text.indexOf(':') >= 0 && parse(text) instanceof Inet4Address;
    }

    /** What Go's older parsers make of 010.0.0.1. */
    private static String withoutLeadingZeros(String text) {
        return text.indexOf(':') >= 0 ? text : LEADING_ZEROS.matcher(text).replaceAll("");
    }

    private static boolean hasHostBits(String cidr) {
        int slash = cidr.indexOf('/');
        InetAddress address = parse(cidr.substring(0, slash));
        if (address == null) {
            return false;
        }
        BigInteger number = new BigInteger(1, address.getAddress());
        int host = address.getAddress().length * 8 - Integer.parseInt(cidr.substring(slash + 1));
        return number.getLowestSetBit() >= 0 && number.getLowestSetBit() < host;
    }

    /**
     * An address a proxy may send traffic to. Upstream refuses loopback here as well; Coracle's pods live in
     * 127.0.0.0/8, so loopback is taken.
     */
    public static void notSpecial(Field field) {
        String text = field.text();
        InetAddress address = parse(withoutLeadingZeros(text));
        if (address == null) {
            field.invalid(text, "must be a valid IP address");
            return;
        }
        if (address.isAnyLocalAddress()) {
            field.invalid(text, "may not be unspecified (" + text + ")");
        }
        if (address.isLinkLocalAddress()) {
            field.invalid(text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }
        if (address.isMCLinkLocal()) {
            field.invalid(text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    public static boolean isIp(String text) {
        return parse(text) != null;
    }

    public static boolean isIpv4(String text) {
        InetAddress address = parse(text);
        return address != null && text.indexOf(':') < 0;
    }

    /** An IPv4 address as an unsigned number; -1 when the text is none. */
    public static long ipv4(String text) {
        long value = 0;
        int parts = 0;
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('.', start);
            end = end < 0 ? text.length() : end;
            int part = octet(text, start, end);
            if (part < 0) {
                return -1;
            }
            value = value << 8 | part;
            parts++;
            start = end + 1;
        }
        return parts == 4 ? value : -1;
    }

    public static String ipv4(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static int octet(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value > 255 ? -1 : value;
    }

    private static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !isIp(text.substring(0, slash))) {
            return false;
        }
        String bits = text.substring(slash + 1);
        int max = text.indexOf(':') < 0 ? IPV4_BITS : IPV6_BITS;
        return bits.length() <= 3
                && !bits.isEmpty()
                && bits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (bits.length() == 1 || bits.charAt(0) != '0')
                && Integer.parseInt(bits) <= max;
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            if (text.indexOf(':') >= 0) {
                // With a colon and only these characters Java parses a literal and never resolves a name.
                boolean literal = text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
                return literal ? InetAddress.getByName(text) : null;
            }
            long address = ipv4(text);
            return address < 0
                    ? null
                    : InetAddress.getByAddress(new byte[] {
                        (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
                    });
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
