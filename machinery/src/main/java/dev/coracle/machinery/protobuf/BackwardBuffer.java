package dev.coracle.machinery.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes written from the end to the beginning: a message's length stands in front of it, so what is written backwards
 * need not be measured first. Confined to one call.
 */
final class BackwardBuffer {
    private byte[] bytes = new byte[1024];
    private int start = bytes.length;

    /** How much was written. */
    int size() {
        return bytes.length - start;
    }

    byte[] toArray() {
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private void room(int count) {
        if (start < count) {
            int size = size();
            byte[] larger = new byte[Math.max(bytes.length * 2, size + count)];
            System.arraycopy(bytes, start, larger, larger.length - size, size);
            bytes = larger;
            start = larger.length - size;
        }
    }

    void raw(byte[] some) {
        room(some.length);
        start -= some.length;
        System.arraycopy(some, 0, bytes, start, some.length);
    }

    void varint(long value) {
        int length = 1;
        for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
            length++;
        }
        room(length);
        start -= length;
        long rest = value;
        for (int i = 0; i < length - 1; i++) {
            bytes[start + i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[start + length - 1] = (byte) rest;
    }

    void tag(int number, int wireType) {
        varint(((long) number << 3) | wireType);
    }

    void number(int number, long value) {
        varint(value);
        tag(number, 0);
    }

    void fixed64(int number, long value) {
        room(8);
        start -= 8;
        for (int i = 0; i < 8; i++) {
            bytes[start + i] = (byte) (value >>> (8 * i));
        }
        tag(number, 1);
    }

    void text(int number, String text) {
        bytes(number, text.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int number, byte[] some) {
        raw(some);
        varint(some.length);
        tag(number, 2);
    }

    /** Puts length and tag in front of everything written since the buffer's size was {@code before}. */
    void close(int number, int before) {
        varint(size() - before);
        tag(number, 2);
    }
}
