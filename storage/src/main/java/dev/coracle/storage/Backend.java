package dev.coracle.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link SingleWriterStore} keeps its entries and its log.
 *
 * <p>Reads come from any thread and see whole batches only; {@link #apply}, {@link #compact}, {@link #probe}, {@link
 * #recover} and {@link #close} come from the writer thread. A read may throw {@link StoreException.Unavailable}. Every method may throw {@link StoreException.Unusable}, after which the store
 * stops.
 */
interface Backend {
    /** The newest revision, as found when the backend was opened. */
    long revision();

    /** The revision the log begins after, as found when the backend was opened. */
    long compactedRevision();

    @Nullable
    Entry get(String key);

    RangeResult range(KeyRange range);

    /**
     * Makes the batch durable, then visible.
     *
     * @throws StoreException.Unavailable if it could not; only {@link #recover} tells whether it is durable all the same
     */
    void apply(Batch batch);

    /**
     * The log's records above {@code after} up to and including {@code upTo}, in order: the first, and as many more as
     * stay within {@code maxBytes}.
     */
    List<LogRecord> readLog(long after, long upTo, long maxBytes);

    /**
     * Durably forgets the log up to and including {@code revision}.
     *
     * @throws StoreException.Unavailable if it could not for now
     */
    void compact(long revision);

    /**
     * Writes something that is no entry and takes no revision, durably, and reads it back.
     *
     * @throws StoreException.Unavailable if that does not work now
     */
    void probe();

    /**
     * Becomes usable again after it was not available.
     *
     * @return the newest durable revision
     * @throws StoreException.Unavailable if it is not available yet
     */
    long recover();

    /**
     * A backend of its own with what this one holds now, made in time independent of how much that is.
     *
     * @throws UnsupportedOperationException if this kind cannot
     */
    Backend fork();

    /** Releases everything, once the reads under way have returned. */
    void close();
}
