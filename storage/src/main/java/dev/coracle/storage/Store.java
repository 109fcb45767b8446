package dev.coracle.storage;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An ordered key-value store with one revision counter.
 *
 * <p>Keys are non-empty strings of printable ASCII, ordered by their characters. Every committed transaction takes the
 * next revision, and one that changes nothing takes none; an entry carries the revision that wrote it. A commit that was acknowledged survives a crash of the
 * process and of the machine (in-memory stores excepted). Safe for use from any thread.
 */
public interface Store extends AutoCloseable {

    /** The revision of the newest committed transaction; 1 for a store that was never written. */
    long revision();

    /**
     * The revision that a read has to show to be consistent: no older than any commit acknowledged, here or by another
     * process, before the call. A store that is alone with its files answers with a future that is complete and shared;
     * one of several servers over one database has to ask first. Every live watch has been handed what is up to it, or will be without a
     * further write.
     *
     * <p>Fails with {@link StoreException} when the store is closed or failed, or cannot tell.
     */
    CompletableFuture<Long> currentRevision();

    /** Events at or below this revision are gone; 0 when none are. */
    long compactedRevision();

    /**
     * The entry now stored under {@code key}.
     *
     * @throws StoreException if the store is closed or failed; so do all verbs below
     */
    Optional<Entry> get(String key);

    /** The entries of {@code range} in key order, all as of one revision. */
    RangeResult range(KeyRange range);

    /**
     * Queues a transaction. The future completes on the writer thread, after the transaction's events were handed to
     * every watch; so whoever feeds a cache from a watch has it current before the write is acknowledged.
     *
     * <p>A failed precondition is a result, {@link CommitResult.Conflict}. The future fails with {@link
     * StoreException} when the store cannot take the write: closed, write queue full, disk full, or the disk failed.
     */
    CompletableFuture<CommitResult> commit(Transaction transaction);

    /**
     * Streams every event of {@code range} with a revision above {@code afterRevision}: first from the log, then live,
     * without gap or repetition. The listener is called by one thread at a time, in order of revision and never on the
     * caller's stack: the log arrives on a reader thread, live events on the writer thread, so a listener must be quick
     * and must not block. A watch from the store's present revision is live at once: it is handed every later commit
     * before that commit completes. One that starts further back gets there a little later.
     *
     * @throws CompactedException if events above {@code afterRevision} are no longer retained
     * @throws IllegalArgumentException if {@code afterRevision} is above {@link #revision()}
     */
    Watch watch(KeyRange range, long afterRevision, WatchListener listener);

    /**
     * Hands over every event of {@code range} above {@code afterRevision} that there is now, in order and on the caller's
     * thread. An earlier state is the present one without them: a key's first event says in {@link Event#previous} what
     * the key held at {@code afterRevision}. What {@code reader} throws ends the reading and goes to the caller.
     *
     * @return the revision up to which events were handed over
     * @throws CompactedException if events above {@code afterRevision} are no longer retained
     * @throws IllegalArgumentException if {@code afterRevision} is above {@link #revision()}
     */
    long history(KeyRange range, long afterRevision, Consumer<Event> reader);

    /**
     * Forgets the events at or below {@code revision}; the entries themselves stay.
     *
     * @throws IllegalArgumentException if {@code revision} is above {@link #revision()}
     */
    void compact(long revision);

    /**
     * Whether the store can write and read now, by trying: what it writes is no entry and takes no revision. Fails with
     * the reason, {@link StoreException.Unavailable} when the store may go on by itself.
     */
    CompletableFuture<Void> probe();

    /** Completes with the reason when the store has ended: it was closed, or it failed and can only be opened anew. */
    CompletableFuture<StoreException> ended();

    /**
     * A store of its own that begins with all this one holds, its log included. Neither sees what the other writes from
     * then on. Takes no longer for a large store than for a small one.
     *
     * @throws UnsupportedOperationException if this store is not in memory
     */
    Store fork();

    /**
     * Finishes what is queued, ends every watch and releases the files. Idempotent. Called from a listener or from a
     * commit's completion it only begins this; elsewhere it returns when all is done.
     */
    @Override
    void close();
}
