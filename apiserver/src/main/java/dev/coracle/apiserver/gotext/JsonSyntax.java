package dev.coracle.apiserver.gotext;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coracle.apiserver.tree.ClientJson;
import java.io.IOException;
import java.util.BitSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with malformed JSON in encoding/json's words. Runs only once a document has been refused. Confined
 * to one call; its stack is a bit per level, so no input is too deep for it.
 */
public final class JsonSyntax {
    private static final ObjectMapper MAPPER = JsonMapper.builder(
                    ClientJson.factory().build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int MAX_DEPTH = 10_000;
    private static final String END = "unexpected end of JSON input";
    private static final String VALUE = "looking for beginning of value";
    private static final String KEY = "looking for beginning of object key string";

    private final byte[] in;
    private int at;

    /** A set bit is an object, a clear one a list. */
    private final BitSet open = new BitSet();

    private int depth;
    private boolean ended;

    private JsonSyntax(byte[] in) {
        this.in = in;
    }

    /** The error, or null when Go would find none. */
    public static @Nullable String explain(byte[] in) {
        try {
            new JsonSyntax(in).document();
            return null;
        } catch (Wrong e) {
            return e.getMessage();
        }
    }

    /**
     * Reads a document of any shape.
     *
     * @throws MalformedException when it is no JSON
     */
    public static JsonNode read(byte[] json) throws MalformedException {
        try {
            JsonNode value = MAPPER.readTree(json);
            if (value != null && !value.isMissingNode()) {
                return value;
            }
        } catch (IOException e) {
            throw new MalformedException(explain(json, e));
        }
        throw new MalformedException(END);
    }

    /** What Go says of a document that was not understood here, which it might be there. */
    public static String explain(byte[] json, IOException otherwise) {
        String error = explain(json);
        return error != null ? error : String.valueOf(otherwise.getMessage());
    }

    /** Go's word for a value's type. */
    public static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "bool";
            default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    private void document() throws Wrong {
        value(next());
        while (depth > 0) {
            afterValue();
        }
        skipSpace();
        if (at < in.length) {
            throw invalid(in[at], "after top-level value");
        }
    }

    /** Reads a value up to its first scalar or empty container; what it opened on the way is left to the loop. */
    private void value(int first) throws Wrong {
        int c = first;
        while (c == '{' || c == '[') {
            boolean object = c == '{';
            if (depth == MAX_DEPTH) {
                throw invalid(c, "exceeded max depth");
            }
            skipSpace();
            if (at < in.length && in[at] == (object ? '}' : ']')) {
                at++;
                return;
            }
            push(object);
            if (object) {
                key(next());
            }
            c = next();
        }
        switch (c) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> {
                if (c == '-' || (c >= '0' && c <= '9')) {
                    number(c);
                } else {
                    throw invalid(c, VALUE);
                }
            }
        }
    }

    private void afterValue() throws Wrong {
        if (open.get(depth)) {
            int c = next();
            if (c == ',') {
                key(next());
                value(next());
            } else if (c == '}') {
                depth--;
            } else {
                throw invalid(c, "after object key:value pair");
            }
        } else {
            int c = next();
            if (c == ',') {
                value(next());
            } else if (c == ']') {
                depth--;
            } else {
                throw invalid(c, "after array element");
            }
        }
    }

    private void push(boolean object) {
        depth++;
        open.set(depth, object);
    }

    private void key(int c) throws Wrong {
        if (c != '"') {
            throw invalid(c, KEY);
        }
        string();
        int colon = next();
        if (colon != ':') {
            throw invalid(colon, "after object key");
        }
    }

    private void string() throws Wrong {
        for (int c = read(); c != '"'; c = read()) {
            if (c < 0x20) {
                throw invalid(c, "in string literal");
            }
            if (c == '\\') {
                int escaped = read();
                if (escaped == 'u') {
                    for (int i = 0; i < 4; i++) {
                        int hex = read();
                        if (Character.digit(hex, 16) < 0) {
                            throw invalid(hex, "in \\u hexadecimal character escape");
                        }
                    }
                } else if ("bfnrt\\/\"".indexOf(escaped) < 0) {
                    throw invalid(escaped, "in string escape code");
                }
            }
        }
    }

    private void word(String word) throws Wrong {
        for (int i = 1; i < word.length(); i++) {
            int c = read();
            if (c != word.charAt(i)) {
                throw invalid(c, "in literal " + word + " (expecting " + Quoted.character(word.charAt(i)) + ")");
            }
        }
    }

    private void number(int first) throws Wrong {
        int c = first;
        if (c == '-') {
            c = read();
            if (c < '0' || c > '9') {
                throw invalid(c, "in numeric literal");
            }
        }
        if (c != '0') {
            digits();
        }
        if (peek() == '.') {
            at++;
            int digit = read();
            if (digit < '0' || digit > '9') {
                throw invalid(digit, "after decimal point in numeric literal");
            }
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            int digit = read();
            if (digit == '+' || digit == '-') {
                digit = read();
            }
            if (digit < '0' || digit > '9') {
                throw invalid(digit, "in exponent of numeric literal");
            }
            digits();
        }
    }

    private void digits() {
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
    }

    private int peek() {
        return at < in.length ? in[at] : -1;
    }

    /** The next byte; at the end a space, once, as Go's scanner is given one to finish what stands before it. */
    private int read() throws Wrong {
        if (at < in.length) {
            return in[at++] & 0xff;
        }
        if (ended) {
            throw new Wrong(END);
        }
        ended = true;
        return ' ';
    }

    private int next() throws Wrong {
        skipSpace();
        if (at >= in.length) {
            throw new Wrong(END);
        }
        return in[at++] & 0xff;
    }

    private void skipSpace() {
        while (at < in.length && (in[at] == ' ' || in[at] == '\t' || in[at] == '\r' || in[at] == '\n')) {
            at++;
        }
    }

    private static Wrong invalid(int c, String context) {
        return new Wrong("invalid character " + Quoted.character(c & 0xff) + " " + context);
    }

    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message, null, false, false);
        }
    }
}
