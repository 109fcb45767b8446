package dev.coracle.machinery.gotext;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Go's strings, which are bytes: how they are ordered, and what becomes of those that are not UTF-8. Stateless. */
public final class Utf8 {
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private Utf8() {}

    /** By code points, which is the order of the bytes. */
    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        int i = 0;
        while (i < length && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i < length) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            boolean sameRange = Character.isSurrogate(x) == Character.isSurrogate(y);
            return sameRange ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
        }
        return Integer.compare(a.length(), b.length());
    }

    /** The same bytes when they are UTF-8, otherwise a copy in which each byte that is out of place is U+FFFD. */
    public static byte[] valid(byte[] text) {
        if (isValid(text)) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + REPLACEMENT.length);
        for (int at = 0; at < text.length; ) {
            int length = sequence(text, at);
            if (length == 0) {
                out.writeBytes(REPLACEMENT);
                at++;
            } else {
                out.write(text, at, length);
                at += length;
            }
        }
        return out.toByteArray();
    }

    private static boolean isValid(byte[] text) {
        int at = 0;
        while (at < text.length) {
            int length = text[at] >= 0 ? 1 : sequence(text, at);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** The length of the character at {@code at}; 0 when there is none. */
    private static int sequence(byte[] text, int at) {
        int first = text[at] & 0xff;
        int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length <= 1 || at + length > text.length) {
            return length <= 1 ? length : 0;
        }
        int second = text[at + 1] & 0xff;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((text[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** What go-yaml's reader says of text that is not UTF-8, or null. */
    public static @Nullable String error(byte[] text) {
        for (int at = 0; at < text.length; ) {
            int length = sequence(text, at);
            if (length == 0) {
                int first = text[at] & 0xff;
                int wanted = first < 0xc0 || first >= 0xf8 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
                if (wanted == 0) {
                    return "invalid leading UTF-8 octet";
                }
                if (at + wanted > text.length) {
                    return "incomplete UTF-8 octet sequence";
                }
                for (int i = 1; i < wanted; i++) {
                    if ((text[at + i] & 0xc0) != 0x80) {
                        return "invalid trailing UTF-8 octet";
                    }
                }
                return first < 0xc2 ? "invalid length of a UTF-8 sequence" : "invalid Unicode character";
            }
            at += length;
        }
        return null;
    }
}
