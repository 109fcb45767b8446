package dev.coracle.apiserver.http;

/**
 * A piece of an answer: bytes from an offset to their end. Shared with whoever made them, never written to.
 *
 * @param offset where the piece begins
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Part(byte[] bytes, int offset) {
    public static Part of(byte[] bytes) {
        return new Part(bytes, 0);
    }

    public int length() {
        return bytes.length - offset;
    }
}
