package dev.coracle.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of an {@link Entry}, its key and the numbers beside it, as RocksDB holds them. */
final class EntryFormat {
    private static final int HEADER = 2 * Long.BYTES;

    private EntryFormat() {}

    static byte[] encode(Entry entry) {
        byte[] value = entry.value();
        byte[] stored = new byte[HEADER + value.length];
        BigEndian.putLong(stored, 0, entry.revision());
        BigEndian.putLong(stored, Long.BYTES, entry.createRevision());
        System.arraycopy(value, 0, stored, HEADER, value.length);
        return stored;
    }

    static Entry decode(String key, byte[] stored) {
        return new Entry(
                key,
                Arrays.copyOfRange(stored, HEADER, stored.length),
                BigEndian.toLong(stored, 0),
                BigEndian.toLong(stored, Long.BYTES));
    }

    static byte[] key(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String key(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }

    static long number(byte @Nullable [] bytes, long otherwise) {
        return bytes == null ? otherwise : BigEndian.toLong(bytes, 0);
    }
}
