package dev.coracle.apiserver.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The warnings of one answer, each once. As upstream's (v1.36) they are cut short when they are long together: clients
 * refuse answers whose headers are. Confined to the exchange's event loop.
 */
final class Warnings {
    private static final int MAX_CHARACTERS = 4 * 1024;
    private static final int MAX_EACH_WHEN_CUT = 256;

    private final Set<String> texts = new LinkedHashSet<>();
    private int cutLength;

    void add(String text) {
        if (cutLength < MAX_CHARACTERS && !text.isEmpty() && texts.add(text)) {
            cutLength += Math.min(length(text), MAX_EACH_WHEN_CUT);
        }
    }

    /** The values of the headers. */
    List<String> headers() {
        long whole = 0;
        for (String text : texts) {
            whole += length(text);
        }
        List<String> headers = new ArrayList<>(texts.size());
        int written = 0;
        for (String text : texts) {
            if (written >= MAX_CHARACTERS) {
                break;
            }
            String shown = whole > MAX_CHARACTERS && length(text) > MAX_EACH_WHEN_CUT
                    ? text.substring(0, text.offsetByCodePoints(0, MAX_EACH_WHEN_CUT))
                    : text;
            written += length(shown);
            headers.add(header(shown));
        }
        return headers;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** RFC 7234's form; control characters and what is not ASCII cannot stand in a header. */
    private static String header(String text) {
        StringBuilder out = new StringBuilder("299 - \"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c < ' ' || c > '~' ? ' ' : c);
        }
        return out.append('"').toString();
    }
}
