package dev.coracle.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link LogRecord}; its revision is the key it is stored under.
 *
 * <pre>
 * record   = version (1 byte, 1)  millis (8 bytes, big-endian)  count (varint)  event ...  field ...
 * event    = flags (1 byte: 1 has a value, 2 has a previous value)  key  [value]  [previous]
 * key      = length (varint)  ASCII
 * value    = length (varint)  bytes
 * previous = revision (varint)  head (varint)  tail (varint)  length (varint)  bytes
 * field    = tag (1 byte)  length (varint)  bytes; tag 1 is the transaction's cause in UTF-8
 * varint   = 7 bits a byte, lowest first; the top bit says that more follow
 * </pre>
 *
 * <p>Each record stands alone, so the log may be cut anywhere. Fields come only where there is something to say, and a
 * reader skips those it does not know; so one that adds a field writes a log that earlier ones still read. A previous value is kept as its difference from the
 * value: it begins with {@code head} bytes of the value and ends with {@code tail} of them, and only what is between is
 * written. An update seldom changes more than a few bytes of an object, so this halves what the log costs.
 */
final class LogFormat {
    private static final int VERSION = 1;
    private static final int HAS_VALUE = 1;
    private static final int HAS_PREVIOUS = 2;
    private static final int CAUSE = 1;
    private static final byte[] NONE = {};

    private final byte[] bytes;
    private int at;

    private LogFormat(byte[] bytes) {
        this.bytes = bytes;
    }

    static byte[] encode(LogRecord record) {
        LogFormat out = new LogFormat(new byte[Math.toIntExact(record.bytes() + 64)]);
        out.writeByte(VERSION);
        out.writeLong(record.millis());
        out.writeVarint(record.events().size());
        for (Event event : record.events()) {
            byte[] value = event.value();
            byte[] previous = event.previous();
            out.writeByte((value == null ? 0 : HAS_VALUE) | (previous == null ? 0 : HAS_PREVIOUS));
            out.writeBytes(event.key().getBytes(StandardCharsets.US_ASCII));
            if (value != null) {
                out.writeBytes(value);
            }
            if (previous != null) {
                out.writeVarint(event.previousRevision());
                out.writeDifference(previous, value == null ? NONE : value);
            }
        }
        String cause = record.cause();
        if (cause != null) {
            out.writeByte(CAUSE);
            out.writeBytes(cause.getBytes(StandardCharsets.UTF_8));
        }
        return Arrays.copyOf(out.bytes, out.at);
    }

    static LogRecord decode(long revision, byte[] bytes) {
        LogFormat in = new LogFormat(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new StoreException.Unusable("the log record of revision " + revision + " has format " + version
                    + ", but this version of Coracle reads format " + VERSION);
        }
        long millis = in.readLong();
        int count = in.readLength();
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int flags = in.readByte();
            String key = new String(in.readBytes(), StandardCharsets.US_ASCII);
            byte @Nullable [] value = (flags & HAS_VALUE) == 0 ? null : in.readBytes();
            byte @Nullable [] previous = null;
            long previousRevision = 0;
            if ((flags & HAS_PREVIOUS) != 0) {
                previousRevision = in.readVarint();
                previous = in.readDifference(value == null ? NONE : value);
            }
            events.add(new Event(revision, key, value, previous, previousRevision));
        }
        String cause = in.readCause();
        if (cause != null) {
            events.replaceAll(event ->
                    new Event(revision, event.key(), event.value(), event.previous(), event.previousRevision(), cause));
        }
        return new LogRecord(revision, millis, List.copyOf(events));
    }

    private @Nullable String readCause() {
        String cause = null;
        while (at < bytes.length) {
            int tag = readByte();
            byte[] field = readBytes();
            if (tag == CAUSE) {
                cause = new String(field, StandardCharsets.UTF_8);
            }
        }
        return cause;
    }

    private void writeDifference(byte[] of, byte[] from) {
        int shorter = Math.min(of.length, from.length);
        int mismatch = Arrays.mismatch(of, from);
        int head = mismatch < 0 ? shorter : mismatch;
        int tail = 0;
        while (tail < shorter - head && of[of.length - 1 - tail] == from[from.length - 1 - tail]) {
            tail++;
        }
        writeVarint(head);
        writeVarint(tail);
        int length = of.length - head - tail;
        writeVarint(length);
        write(of, head, length);
    }

    private byte[] readDifference(byte[] from) {
        int head = readLength();
        int tail = readLength();
        int length = readLength();
        byte[] of = new byte[head + length + tail];
        System.arraycopy(from, 0, of, 0, head);
        System.arraycopy(bytes, at, of, head, length);
        System.arraycopy(from, from.length - tail, of, head + length, tail);
        at += length;
        return of;
    }

    private void writeByte(int b) {
        bytes[at++] = (byte) b;
    }

    private int readByte() {
        return bytes[at++];
    }

    private void writeLong(long n) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            writeByte((int) (n >>> shift));
        }
    }

    private long readLong() {
        long n = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            n = (n << 8) | (readByte() & 0xff);
        }
        return n;
    }

    private void writeVarint(long n) {
        long rest = n;
        while (rest > 0x7f) {
            writeByte((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        writeByte((int) rest);
    }

    private long readVarint() {
        long n = 0;
        for (int shift = 0; ; shift += 7) {
            int b = readByte();
            n |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return n;
            }
        }
    }

    private int readLength() {
        return Math.toIntExact(readVarint());
    }

    private void writeBytes(byte[] b) {
        writeVarint(b.length);
        write(b, 0, b.length);
    }

    private byte[] readBytes() {
        int length = readLength();
        byte[] b = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return b;
    }

    private void write(byte[] b, int from, int length) {
        System.arraycopy(b, from, bytes, at, length);
        at += length;
    }
}
