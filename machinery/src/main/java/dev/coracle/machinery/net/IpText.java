package dev.coracle.machinery.net;

import org.jspecify.annotations.Nullable;

/**
 * Reads addresses. The strict notation is the one of Go's {@code netip.ParseAddr}, less zones; the sloppy one also takes
 * leading zeros in decimal and hexadecimal numbers, as {@code net.ParseIP} once did and Kubernetes still does.
 */
final class IpText {
    private static final int OCTETS = 4;
    private static final int GROUPS = 8;
    private static final int DIGITS_OF_GROUP = 4;

    private IpText() {}

    static @Nullable IpAddress read(String text, boolean sloppy) {
        if (text.indexOf(':') >= 0) {
            return readIpv6(text, sloppy);
        }
        long number = readIpv4(text, 0, sloppy);
        return number < 0 ? null : IpAddress.ipv4(number);
    }

    /** Minus one if the rest of the text is no IPv4 address. */
    private static long readIpv4(String text, int from, boolean sloppy) {
        long number = 0;
        int start = from;
        for (int octets = 1; octets <= OCTETS; octets++) {
            int dot = text.indexOf('.', start);
            if (octets == OCTETS ? dot >= 0 : dot < 0) {
                return -1;
            }
            int end = dot < 0 ? text.length() : dot;
            int octet = decimal(text.substring(start, end), 255, sloppy);
            if (octet < 0) {
                return -1;
            }
            number = (number << 8) | octet;
            start = end + 1;
        }
        return number;
    }

    /** Minus one if it is no number from 0 to {@code max}. */
    static int decimal(String digits, int max, boolean sloppy) {
        if (digits.isEmpty() || (!sloppy && digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
            if (number > max) {
                return -1;
            }
        }
        return number;
    }

    private static @Nullable IpAddress readIpv6(String text, boolean sloppy) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int end = endOfGroup(text, at);
            int group = end == at || count == GROUPS ? -1 : hexadecimal(text.substring(at, end), sloppy);
            if (group < 0) {
                return null;
            }
            if (end < text.length() && text.charAt(end) == '.') {
                long last = count > GROUPS - 2 ? -1 : readIpv4(text, at, sloppy);
                if (last < 0) {
                    return null;
                }
                groups[count++] = (int) (last >>> 16);
                groups[count++] = (int) (last & 0xffff);
                break;
            }
            groups[count++] = group;
            at = end;
            if (at == text.length()) {
                break;
            }
            if (text.charAt(at) != ':' || ++at == text.length()) {
                return null;
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                at++;
            }
        }
        // Two colons stand for one group of zeros at least.
        if (gap < 0 ? count != GROUPS : count == GROUPS) {
            return null;
        }
        return IpAddress.ipv6(half(groups, 0, gap, count), half(groups, 4, gap, count));
    }

    private static int endOfGroup(String text, int start) {
        int end = start;
        while (end < text.length() && isHexadecimal(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isHexadecimal(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static int hexadecimal(String digits, boolean sloppy) {
        if (!sloppy && digits.length() > DIGITS_OF_GROUP) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            number = (number << 4) | Character.digit(digits.charAt(i), 16);
            if (number > 0xffff) {
                return -1;
            }
        }
        return number;
    }

    /** Four of the eight groups, once the gap is filled with zeros. */
    private static long half(int[] groups, int first, int gap, int count) {
        long half = 0;
        int zeros = GROUPS - count;
        for (int i = first; i < first + 4; i++) {
            int group;
            if (gap < 0 || i < gap) {
                group = groups[i];
            } else {
                group = i < gap + zeros ? 0 : groups[i - zeros];
            }
            half = (half << 16) | group;
        }
        return half;
    }
}
