package dev.coracle.machinery.decode;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 as Go's StdEncoding reads it: line breaks ignored, errors with the offset Go names. */
final class Base64Text {
    /** Either the canonical text or Go's error. */
    record Result(@Nullable String text, @Nullable String error) {}

    private Base64Text() {}

    static Result canonical(String text) {
        int error = firstError(text);
        if (error >= 0) {
            return new Result(null, "illegal base64 data at input byte " + error);
        }
        String joined = text.indexOf('\n') < 0 && text.indexOf('\r') < 0 ? text : text.replaceAll("[\r\n]", "");
        return new Result(Base64.getEncoder().encodeToString(Base64.getDecoder().decode(joined)), null);
    }

    /** The offset of the first error as Go's decoder counts it, -1 when there is none. */
    private static int firstError(String text) {
        int length = text.length();
        int at = 0;
        while (true) {
            int inGroup = 0;
            while (inGroup < 4) {
                if (at == length) {
                    return inGroup == 0 ? -1 : at - inGroup;
                }
                char c = text.charAt(at++);
                if (c == '\n' || c == '\r') {
                    continue;
                }
                if (c == '=') {
                    return padding(text, at, inGroup);
                }
                if (!isDigit(c)) {
                    return at - 1;
                }
                inGroup++;
            }
        }
    }

    private static int padding(String text, int after, int inGroup) {
        int at = after;
        if (inGroup < 2) {
            return at - 1;
        }
        if (inGroup == 2) {
            at = skipBreaks(text, at);
            if (at == text.length()) {
                return text.length();
            }
            if (text.charAt(at) != '=') {
                return at - 1;
            }
            at++;
        }
        at = skipBreaks(text, at);
        return at < text.length() ? at : -1;
    }

    private static int skipBreaks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
