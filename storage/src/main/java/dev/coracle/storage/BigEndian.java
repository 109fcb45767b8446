package dev.coracle.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as bytes that sort as the numbers do. */
final class BigEndian {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    static byte[] ofInt(int n) {
        byte[] bytes = new byte[Integer.BYTES];
        INT.set(bytes, 0, n);
        return bytes;
    }

    static int toInt(byte[] bytes) {
        return (int) INT.get(bytes, 0);
    }

    static byte[] ofLong(long n) {
        byte[] bytes = new byte[Long.BYTES];
        putLong(bytes, 0, n);
        return bytes;
    }

    static void putLong(byte[] bytes, int at, long n) {
        LONG.set(bytes, at, n);
    }

    static long toLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }
}
