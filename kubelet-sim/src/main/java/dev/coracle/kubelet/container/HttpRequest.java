package dev.coracle.kubelet.container;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The head of one HTTP/1.x request: the few fields a fake container looks at. Immutable. */
record HttpRequest(
        String method,
        String path,
        String query,
        boolean keepAlive,
        boolean chunked,
        long contentLength,
        boolean expectContinue,
        boolean acceptsJson,
        String userAgent) {

    /** Reads {@code head[0..length)}, which ends with the empty line; null when it is not HTTP/1.x. */
    static @Nullable HttpRequest parse(byte[] head, int length) {
        String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n");
        int space = text.indexOf(' ');
        int lastSpace = text.lastIndexOf(' ', end);
        if (space <= 0 || lastSpace <= space || !text.startsWith("HTTP/1.", lastSpace + 1)) {
            return null;
        }
        String target = text.substring(space + 1, lastSpace);
        int question = target.indexOf('?');
        boolean keepAlive = !text.startsWith("HTTP/1.0", lastSpace + 1);
        boolean chunked = false;
        boolean expectContinue = false;
        boolean json = false;
        long contentLength = 0;
        String userAgent = "-";
        for (int at = end + 2; at < length - 2; at = end + 2) {
            end = text.indexOf("\r\n", at);
            int colon = text.indexOf(':', at);
            if (colon < 0 || colon > end) {
                return null;
            }
            String value = text.substring(colon + 1, end).trim();
            switch (text.substring(at, colon).toLowerCase(java.util.Locale.ROOT)) {
                case "connection" -> keepAlive = keepAlive ? !has(value, "close") : has(value, "keep-alive");
                case "transfer-encoding" -> chunked = has(value, "chunked");
                case "content-length" -> contentLength = number(value);
                case "expect" -> expectContinue = has(value, "100-continue");
                case "accept" -> json = has(value, "application/json");
                case "user-agent" -> userAgent = value;
                default -> {}
            }
        }
        if (contentLength < 0) {
            return null;
        }
        return new HttpRequest(
                text.substring(0, space),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                keepAlive,
                chunked,
                contentLength,
                expectContinue,
                json,
                userAgent);
    }

    /** The value of a query parameter, or {@code otherwise}. */
    String parameter(String name, String otherwise) {
        for (int at = 0; at < query.length(); ) {
            int end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            if (query.startsWith(name, at) && at + name.length() < end && query.charAt(at + name.length()) == '=') {
                return java.net.URLDecoder.decode(query.substring(at + name.length() + 1, end), StandardCharsets.UTF_8);
            }
            at = end + 1;
        }
        return otherwise;
    }

    private static boolean has(String value, String token) {
        return value.toLowerCase(java.util.Locale.ROOT).contains(token);
    }

    private static long number(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
