package dev.coracle.storage;

import dev.coracle.storage.WriteQueue.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: one writer thread over a {@link Backend}.
 *
 * <p>The writer takes all that waits. First it lets caught-up watches go live, so that a watch from the present sees every
 * commit made after it before that commit completes. Then it checks the commits one after another, applies the good ones
 * as one batch (one fsync), publishes the events to the live watches, completes the commits and trims the log. {@link Watches} brings new watches from the log up to the present.
 *
 * <p>When the backend is not available, every write is refused with the reason, at once, while the writer tries to recover
 * it a few times a second; then it looks whether the batch that failed is durable, and goes on from there. When the backend
 * fails for good, everything ends with the reason: the store never goes on past a write whose fate is unknown.
 */
final class SingleWriterStore implements Store {
    private static final Logger log = LoggerFactory.getLogger(SingleWriterStore.class);

    /** The revision of a store that was never written. */
    static final long FIRST = 1;

    /** How much log the reader delivers at a time, and how much the writer may have to when a watch goes live. */
    private static final long CHUNK_BYTES = 1 << 20;

    /** How often a store that takes no writes looks whether it can again. */
    private static final long RETRY_MILLIS = 250;

    /** After so many failures of a disk that is not full, half a minute's worth, the store gives up. */
    private static final int MAX_RETRIES = 120;

    /** A thread of one store, which close must not wait for. */
    static final class StoreThread extends Thread {
        private final SingleWriterStore store;

        StoreThread(SingleWriterStore store, Runnable task, String name) {
            super(task, name);
            this.store = store;
            setDaemon(true);
        }
    }

    private final Backend backend;
    private final StoreOptions options;
    private final WriteQueue queue;
    private final Retention retention;
    private final Watches watches;
    private final Thread writer;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final CompletableFuture<StoreException> end = new CompletableFuture<>();

    private volatile long revision;
    /** Complete, and replaced once the watches know of a new revision: a read that asks allocates nothing. */
    private volatile CompletableFuture<Long> current;

    private volatile long compacted;
    private volatile @Nullable StoreException ended;
    /** Why no writes are taken for now; written by the writer thread. */
    private volatile StoreException.@Nullable Unavailable impediment;

    /** The batch at which the backend failed, until it is known whether it is durable. Confined to the writer thread. */
    private @Nullable Batch doubtful;

    /** How often in a row the backend has failed to recover. Confined to the writer thread. */
    private int retries;

    private SingleWriterStore(Backend backend, StoreOptions options) {
        this.backend = backend;
        this.options = options;
        this.revision = backend.revision();
        this.compacted = backend.compactedRevision();
        this.queue = new WriteQueue(options.maxQueuedTransactions(), options.maxQueuedBytes());
        this.retention = new Retention(options.retentionAge(), options.retentionBytes());
        this.current = CompletableFuture.completedFuture(revision);
        this.watches = new Watches(this, queue);
        this.writer = new StoreThread(this, this::write, "store-writer");
    }

    static SingleWriterStore start(Backend backend, StoreOptions options) {
        SingleWriterStore store = new SingleWriterStore(backend, options);
        try {
            store.measureLog();
        } catch (StoreException e) {
            backend.close();
            throw e;
        }
        store.writer.start();
        return store;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public CompletableFuture<Long> currentRevision() {
        StoreException reason = ended;
        return reason == null ? current : CompletableFuture.failedFuture(reason);
    }

    @Override
    public long compactedRevision() {
        return compacted;
    }

    @Override
    public Optional<Entry> get(String key) {
        requireOpen();
        return Optional.ofNullable(backend.get(key));
    }

    @Override
    public RangeResult range(KeyRange range) {
        requireOpen();
        return backend.range(range);
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        CompletableFuture<CommitResult> result = new CompletableFuture<>();
        StoreException refusal = impediment;
        if (refusal == null || ended != null) {
            refusal = queue.offer(new Commit(transaction, result));
        }
        if (refusal != null) {
            result.completeExceptionally(refusal);
        }
        return result;
    }

    @Override
    public Watch watch(KeyRange range, long afterRevision, WatchListener listener) {
        return watches.add(range, retained(afterRevision), listener);
    }

    @Override
    public long history(KeyRange range, long afterRevision, Consumer<Event> reader) {
        long position = retained(afterRevision);
        long upTo = revision;
        while (position < upTo) {
            requireOpen();
            List<LogRecord> records = readLog(position, upTo);
            for (Event event : LogRecord.events(records)) {
                if (range.contains(event.key())) {
                    reader.accept(event);
                }
            }
            position += records.size();
        }
        return upTo;
    }

    @Override
    public void compact(long upTo) {
        requireOpen();
        if (upTo > revision) {
            throw new IllegalArgumentException("revision " + upTo + " is above the store's " + revision);
        }
        if (Thread.currentThread().equals(writer)) {
            forget(upTo);
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean queued = queue.post(() -> {
            try {
                requireOpen();
                forget(upTo);
                done.complete(null);
            } catch (StoreException e) {
                done.completeExceptionally(e);
                if (ended == null && !(e instanceof StoreException.Unavailable)) {
                    throw e; // the disk failed: so does the store
                }
            }
        });
        if (!queued) {
            throw closed();
        }
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException reason ? reason : e;
        }
    }

    @Override
    public CompletableFuture<Void> probe() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean queued = queue.post(() -> {
            try {
                requireOpen();
                requireUnimpeded();
                backend.probe();
                done.complete(null);
            } catch (StoreException e) {
                if (e instanceof StoreException.Unavailable unavailable) {
                    impede(unavailable);
                }
                done.completeExceptionally(e);
            }
        });
        return queued ? done : CompletableFuture.failedFuture(reasonOfEnd());
    }

    @Override
    public CompletableFuture<StoreException> ended() {
        return end;
    }

    @Override
    public Store fork() {
        requireOpen();
        return start(backend.fork(), options);
    }

    @Override
    public void close() {
        queue.close(closed());
        if (Thread.currentThread() instanceof StoreThread own && own.store == this) {
            return;
        }
        boolean interrupted = false;
        while (finished.getCount() > 0) {
            try {
                finished.await();
            } catch (InterruptedException e) {
                interrupted = true; // the files must be released all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where reading the log after a revision begins. */
    private long retained(long afterRevision) {
        requireOpen();
        if (afterRevision < 0 || afterRevision > revision) {
            throw new IllegalArgumentException("afterRevision " + afterRevision + " is not within 0 and " + revision);
        }
        if (isCompacted(afterRevision)) {
            throw new CompactedException(afterRevision, compacted);
        }
        return Math.max(FIRST, afterRevision);
    }

    /** The next records of the log: at least one, and every revision has one. */
    List<LogRecord> readLog(long after, long upTo) {
        List<LogRecord> records = backend.readLog(after, upTo, CHUNK_BYTES);
        if (isCompacted(after)) { // asked only now: what was read above may have a hole
            throw new CompactedException(after, compacted);
        }
        if (records.isEmpty() || records.get(records.size() - 1).revision() != after + records.size()) {
            requireOpen();
            throw new StoreException.Unusable("the log has a hole after revision " + after);
        }
        return records;
    }

    /** Why this is over; null while it is not. */
    @Nullable
    StoreException whyEnded() {
        return ended;
    }

    private void requireOpen() {
        StoreException reason = ended;
        if (reason != null) {
            throw reason;
        }
    }

    private void requireUnimpeded() {
        StoreException reason = impediment;
        if (reason != null) {
            throw reason;
        }
    }

    /** Why the store ended, or is about to. */
    private StoreException reasonOfEnd() {
        StoreException reason = ended;
        return reason == null ? closed() : reason;
    }

    private static StoreException.Closed closed() {
        return new StoreException.Closed("the store is closed");
    }

    /** Events at or below {@code compacted} are gone, so a watch after {@code compacted} itself misses none. */
    private boolean isCompacted(long afterRevision) {
        return afterRevision < compacted;
    }

    // The writer thread.

    private void write() {
        StoreException reason = closed();
        WriteQueue.Work work = null;
        try {
            for (work = next(); work != null; work = next()) {
                work.tasks().forEach(Runnable::run);
                if (impediment != null) {
                    recover();
                }
                if (!work.commits().isEmpty()) {
                    commit(work.commits());
                }
            }
        } catch (StoreException e) {
            reason = e;
        } catch (InterruptedException | RuntimeException | Error e) {
            reason = new StoreException.Unusable("the store's writer failed: " + e, e);
        }
        try {
            end(reason, work);
        } finally {
            finished.countDown();
        }
    }

    private WriteQueue.@Nullable Work next() throws InterruptedException {
        return queue.take(impediment == null ? 0 : RETRY_MILLIS);
    }

    private void commit(List<Commit> commits) {
        StoreException.Unavailable reason = impediment;
        if (reason != null) {
            commits.forEach(commit -> commit.result().completeExceptionally(reason));
            return;
        }
        Batch batch = new Batch(backend, revision, options.time().millis());
        try {
            List<CommitResult> results = new ArrayList<>(commits.size());
            for (Commit commit : commits) {
                results.add(batch.add(commit.transaction()));
            }
            if (!batch.records().isEmpty()) {
                doubtful = batch;
                backend.apply(batch);
                doubtful = null;
                publish(batch);
            }
            for (int i = 0; i < results.size(); i++) {
                commits.get(i).result().complete(results.get(i));
            }
        } catch (StoreException.Unavailable e) {
            impede(e);
            commits.forEach(commit -> commit.result().completeExceptionally(e));
            return;
        }
        trim(batch);
    }

    /** Makes known what the backend holds now. */
    private void publish(Batch batch) {
        revision = batch.revision();
        watches.publish(batch.records());
        current = CompletableFuture.completedFuture(revision);
    }

    private void trim(Batch batch) {
        for (LogRecord record : batch.records()) {
            retention.add(record.revision(), record.millis(), record.bytes());
        }
        try {
            forget(retention.due(options.time().millis()));
        } catch (StoreException.Unavailable e) {
            impede(e);
        }
    }

    /** From now on writes are refused, until the backend recovers. */
    private void impede(StoreException.Unavailable reason) {
        if (impediment == null) {
            log.error("the store takes no writes: {}", reason.getMessage());
        }
        impediment = reason;
    }

    private void recover() {
        long durable;
        try {
            durable = backend.recover();
        } catch (StoreException.Unavailable e) {
            impediment = e;
            retries++;
            if (!(e instanceof StoreException.NoRoom) && retries > MAX_RETRIES) {
                throw new StoreException.Unusable(e.getMessage() + ", and has not recovered", e);
            }
            return;
        }
        Batch batch = doubtful;
        doubtful = null;
        if (batch != null && durable == batch.revision()) {
            publish(batch);
            trim(batch);
        } else if (durable != revision) {
            throw new StoreException.Unusable("the store came back at revision " + durable + " instead of " + revision);
        }
        retries = 0;
        impediment = null;
        log.info("the store takes writes again");
    }

    private void forget(long upTo) {
        if (upTo > compacted) {
            compacted = upTo; // first, so that a reader that finds records missing also finds out why
            backend.compact(upTo);
        }
    }

    private void end(StoreException reason, WriteQueue.@Nullable Work unfinished) {
        if (!(reason instanceof StoreException.Closed)) {
            log.error("the store stopped: {}", reason.getMessage());
        }
        ended = reason;
        queue.close(reason);
        watches.stop();
        try {
            for (WriteQueue.Work left = unfinished; left != null; left = queue.take(0)) {
                left.commits().forEach(commit -> commit.result().completeExceptionally(reason));
                left.tasks().forEach(Runnable::run);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts the writer", e);
        }
        watches.end(reason);
        backend.close();
        end.complete(reason);
    }

    /** Learns the log's age and size from a sample, so that opening a long one takes no longer. */
    private void measureLog() {
        long first = Math.max(FIRST, compacted);
        long step = Math.max(1, (revision - first) / (2 * Retention.SEGMENTS));
        for (long at = first + step; at <= revision; at += step) {
            for (LogRecord record : backend.readLog(at - 1, at, 1)) {
                retention.add(at, record.millis(), record.bytes() * step);
            }
        }
    }
}
