package dev.coracle.apiserver.http;

/**
 * A piece of an answer: bytes from an offset to their end. Shared with whoever made them, never written to.
 *
 * @param offset where the piece begins
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ByteRange(byte[] bytes, int offset) {
    public static ByteRange of(byte[] bytes) {
        return new ByteRange(bytes, 0);
    }

    public int length() {
        return bytes.length - offset;
    }
}
