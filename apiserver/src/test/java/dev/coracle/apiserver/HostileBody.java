package dev.coracle.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * A request that is small to send and meant to be dear to answer.
 *
 * @param name says what is in it
 * @param method of HTTP
 * @param path with its query
 * @param type the Content-Type
 * @param size how often whatever it repeats is repeated
 * @param body makes the body for such a size
 */
record HostileBody(String name, String method, String path, String type, int size, IntFunction<byte[]> body) {
    /** What a server takes at most. */
    static final int MAX_BYTES = 3 * 1024 * 1024;

    static HostileBody text(String name, String method, String path, String type, int size, IntFunction<String> body) {
        return new HostileBody(
                name, method, path, type, size, n -> body.apply(n).getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
        return bytes(size);
    }

    byte[] bytes(int other) {
        byte[] bytes = body.apply(other);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalStateException(name + " has " + bytes.length + " bytes, which no server reads");
        }
        return bytes;
    }

    @Override
    public String toString() {
        return name;
    }
}
