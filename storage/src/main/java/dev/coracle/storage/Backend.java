package dev.coracle.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link SingleWriterStore} keeps its entries and its log.
 *
 * <p>Reads come from any thread and see whole batches only; {@link #apply}, {@link #compact} and {@link #close} come from
 * the writer thread. Every method may throw {@link StoreException.Unusable}, after which the store stops.
 */
interface Backend {
    /** The newest revision, as found when the backend was opened. */
    long revision();

    /** The revision the log begins after, as found when the backend was opened. */
    long compactedRevision();

    @Nullable
    Entry get(String key);

    RangeResult range(KeyRange range);

    /** Makes the batch durable, then visible. */
    void apply(Batch batch);

    /**
     * The log's records above {@code after} up to and including {@code upTo}, in order: the first, and as many more as
     * stay within {@code maxBytes}.
     */
    List<LogRecord> readLog(long after, long upTo, long maxBytes);

    /** Durably forgets the log up to and including {@code revision}. */
    void compact(long revision);

    /** Releases everything, once the reads under way have returned. */
    void close();
}
