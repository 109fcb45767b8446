package dev.coracle.apiserver.cache;

/**
 * Bounds of the read path, each in number and in bytes: a few large objects must not take the memory that many small ones
 * may.
 *
 * @param recent what is kept in memory of recent changes: the number of each resource, the bytes of all together; older
 *     ones are read from the store's log
 * @param waiting what may wait for one watcher before its watch is ended; one change may always
 * @param replayed what one watch may catch up on from the store's log before it is told to list again
 * @param retained the snapshots kept for lists in progress, and the bytes that nothing but they holds on to
 */
public record CacheOptions(Bound recent, Bound waiting, Bound replayed, Bound retained) {
    private static final int PART = 16;

    /** How many there may be, and how many bytes together. */
    public record Bound(int count, long bytes) {
        public Bound {
            if (count < 1 || bytes < 1) {
                throw new IllegalArgumentException("bounds must be positive: " + count + " of " + bytes + " bytes");
            }
        }
    }

    /** For a JVM that may use {@code heap} bytes. */
    public static CacheOptions forHeap(long heap) {
        long part = heap / PART;
        return new CacheOptions(
                new Bound(2048, part), new Bound(16_384, part), new Bound(100_000, 2 * part), new Bound(512, part));
    }
}
