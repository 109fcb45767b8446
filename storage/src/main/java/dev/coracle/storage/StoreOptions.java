package dev.coracle.storage;

import java.time.Duration;
import java.time.InstantSource;

/**
 * What every store is told.
 *
 * <p>The log is cut by whole segments, a thirty-second of {@code retentionBytes} each: once the log is larger than
 * {@code retentionBytes}, or once a segment's newest event is older than {@code retentionAge}. The newest segment always
 * stays, so a quiet store keeps its recent history however old it grows.
 *
 * @param maxQueuedTransactions how many commits may wait for the writer before the next is refused
 * @param maxQueuedBytes how many bytes of values may wait; one transaction may always wait alone
 * @param retentionAge how long events stay in the log
 * @param retentionBytes how large the log may grow, in bytes of keys and values
 * @param time dates the log's records
 */
public record StoreOptions(
        int maxQueuedTransactions,
        long maxQueuedBytes,
        Duration retentionAge,
        long retentionBytes,
        InstantSource time) {

    private static final long MIB = 1 << 20;
    private static final int HEAP_PARTS = 16;

    public StoreOptions {
        positive("maxQueuedTransactions", maxQueuedTransactions);
        positive("maxQueuedBytes", maxQueuedBytes);
        positive("retentionBytes", retentionBytes);
        if (retentionAge.isNegative()) {
            throw new IllegalArgumentException("retentionAge " + retentionAge + " is negative");
        }
    }

    /**
     * 10,000 transactions or 64 MiB waiting; a log of one hour or 64 MiB. Where the heap is small, a sixteenth of it is
     * the most that either may take.
     */
    public static StoreOptions defaults(InstantSource time) {
        long most = Math.min(64 * MIB, Runtime.getRuntime().maxMemory() / HEAP_PARTS);
        return new StoreOptions(10_000, most, Duration.ofHours(1), most, time);
    }

    public StoreOptions withQueue(int transactions, long bytes) {
        return new StoreOptions(transactions, bytes, retentionAge, retentionBytes, time);
    }

    public StoreOptions withRetention(Duration age, long bytes) {
        return new StoreOptions(maxQueuedTransactions, maxQueuedBytes, age, bytes, time);
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " " + value + " is not positive");
        }
    }
}
