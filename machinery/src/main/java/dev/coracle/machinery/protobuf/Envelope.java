package dev.coracle.machinery.protobuf;

import java.nio.charset.StandardCharsets;

/**
 * What stands around a message on the wire: four magic bytes and a {@code runtime.Unknown} that names the kind. Head and
 * tail are apart, so that a list's items can be sent between them as they are.
 */
public final class Envelope {
    /** An empty contentEncoding and contentType. */
    private static final byte[] TAIL = {0x1a, 0, 0x22, 0};

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private Envelope() {}

    /** What goes before a message of the given length. */
    public static byte[] head(String apiVersion, String kind, long length) {
        BackwardBuffer out = new BackwardBuffer();
        out.varint(length);
        out.tag(2, 2);
        int before = out.size();
        out.text(2, kind);
        out.text(1, apiVersion);
        out.close(1, before);
        out.raw(MAGIC);
        return out.toArray();
    }

    public static byte[] tail() {
        return TAIL.clone();
    }

    /** A whole document. */
    public static byte[] around(String apiVersion, String kind, byte[] message) {
        byte[] head = head(apiVersion, kind, message.length);
        byte[] out = new byte[head.length + message.length + TAIL.length];
        System.arraycopy(head, 0, out, 0, head.length);
        System.arraycopy(message, 0, out, head.length, message.length);
        System.arraycopy(TAIL, 0, out, head.length + message.length, TAIL.length);
        return out;
    }

    /** A watch event as a frame of {@code stream=watch}: its length in four bytes, type, and the document. */
    public static byte[] frame(String type, byte[] document) {
        BackwardBuffer out = new BackwardBuffer();
        out.bytes(1, document);
        out.close(2, 0);
        out.bytes(1, type.getBytes(StandardCharsets.UTF_8));
        int length = out.size();
        out.raw(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        return out.toArray();
    }

    /** What goes before one item of a list, which is field 2 of every list. */
    public static byte[] itemHead(int length) {
        BackwardBuffer out = new BackwardBuffer();
        out.varint(length);
        out.tag(2, 2);
        return out.toArray();
    }

    /** A list's metadata, field 1 of every list. */
    public static byte[] listMetadata(byte[] message) {
        BackwardBuffer out = new BackwardBuffer();
        out.bytes(1, message);
        return out.toArray();
    }
}
