package dev.coracle.apiserver.kinds.network;

import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/**
 * Numbers to allocate from.
 *
 * @param first the first number
 * @param last the last number, itself included; less than {@code first} for an empty range
 */
record Range(long first, long last) {

    /**
     * How many of the lowest numbers dynamic allocation leaves to those who ask for one: between {@code min} and {@code
     * max}, a {@code step}-th of the whole (KEP-3070, KEP-3668).
     */
    static long staticBand(long size, long step, long min, long max) {
        return size <= min ? 0 : Math.min(Math.max(min, size / step), max);
    }

    /** A free number near a random one; -1 when none is free. */
    long pick(RandomGenerator random, LongPredicate isFree) {
        long size = last - first + 1;
        if (size <= 0) {
            return -1;
        }
        long offset = random.nextLong(size);
        for (long i = 0; i < size; i++) {
            long candidate = first + (offset + i) % size;
            if (isFree.test(candidate)) {
                return candidate;
            }
        }
        return -1;
    }
}
