package dev.coracle.apiserver.customresources.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** IP addresses as text, read as Go's {@code net.ParseIP} does: no leading zeros, no zones. */
public final class Addresses {
    private Addresses() {}

    /** The address as four or sixteen bytes; empty when it is none. */
    public static Optional<byte[]> parse(String text) {
        return Optional.ofNullable(text.indexOf(':') >= 0 ? six(text) : four(text));
    }

    /** As {@link #parse}, but zeros may lead a decimal number: what Go's ParseIP once took, and schemas still do. */
    static Optional<byte[]> parseSloppy(String text) {
        return parse(text.replaceAll("(^|[.:])0+(?=[0-9]+\\.|[0-9]+$)", "$1"));
    }

    public static boolean isCidr(String text) {
        return isCidr(text, parse(beforeSlash(text)));
    }

    static boolean isSloppyCidr(String text) {
        return isCidr(text, parseSloppy(beforeSlash(text)));
    }

    private static String beforeSlash(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? "" : text.substring(0, slash);
    }

    private static boolean isCidr(String text, Optional<byte[]> address) {
        String bits = text.substring(text.indexOf('/') + 1);
        return address.isPresent()
                && bits.matches("0|[1-9][0-9]{0,2}")
                && Integer.parseInt(bits) <= address.get().length * 8;
    }

    private static byte @Nullable [] four(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    private static byte @Nullable [] six(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        List<Integer> head = groups(gap < 0 ? text : text.substring(0, gap));
        List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2));
        if (head == null || tail == null) {
            return null;
        }
        int known = head.size() + tail.size();
        if (gap < 0 ? known != 8 : known > 7) {
            return null;
        }
        byte[] bytes = new byte[16];
        put(bytes, 0, head);
        put(bytes, 16 - tail.size() * 2, tail);
        return bytes;
    }

    private static void put(byte[] bytes, int from, List<Integer> groups) {
        int at = from;
        for (int group : groups) {
            bytes[at++] = (byte) (group >>> 8);
            bytes[at++] = (byte) group;
        }
    }

    private static @Nullable List<Integer> groups(String text) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                byte[] last = four(parts[i]);
                if (last == null) {
                    return null;
                }
                groups.add((last[0] & 0xff) << 8 | (last[1] & 0xff));
                groups.add((last[2] & 0xff) << 8 | (last[3] & 0xff));
            } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else {
                return null;
            }
        }
        return groups;
    }
}
