package dev.coracle.machinery.decode;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The start of a body, as upstream's {@code summarizeData} shows it. */
final class Summary {
    private static final int MAX_LENGTH = 30;

    private Summary() {}

    static String of(byte[] body) {
        if (body.length == 0) {
            return "<empty>";
        }
        int length = Math.min(body.length, MAX_LENGTH);
        String start = body[0] == '{'
                ? new String(body, 0, length, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(body, 0, length);
        return body.length > MAX_LENGTH ? start + " ..." : start;
    }
}
