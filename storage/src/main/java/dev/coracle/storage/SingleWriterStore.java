package dev.coracle.storage;

import dev.coracle.storage.WriteQueue.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: one writer thread over a {@link Backend}.
 *
 * <p>The writer takes all that waits. First it lets caught-up watches go live, so that a watch from the present sees every
 * commit made after it before that commit completes. Then it checks the commits one after another, applies the good ones
 * as one batch (one fsync), publishes the events to the live watches, completes the commits and trims the log. One reader thread, there only while it has work, brings new watches from the log up to the present, a chunk
 * at a time and each watch in turn. When the backend fails, everything ends with the reason: the store never goes on
 * past a write whose fate is unknown.
 */
final class SingleWriterStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(SingleWriterStore.class);

    /** The revision of a store that was never written. */
    static final long FIRST = 1;

    /** How much log the reader delivers at a time, and how much the writer may have to when a watch goes live. */
    private static final long CHUNK_BYTES = 1 << 20;

    /** A watch this close to the present asks to go live. */
    private static final long NEAR = 64;

    /** A watch further away than this when its turn comes is sent back to the reader ... */
    private static final long FAR = 1024;

    /** ... so many times; a listener that is still behind then is no quicker live. */
    private static final int MAX_ROUNDS = 8;

    private static final class StoreThread extends Thread {
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
    private final ThreadPoolExecutor reader;
    private final Thread writer;
    private final Set<ActiveWatch> watches = ConcurrentHashMap.newKeySet();
    private final CountDownLatch finished = new CountDownLatch(1);

    /** Confined to the writer thread. */
    private final List<ActiveWatch> live = new ArrayList<>();

    private volatile long revision;
    private volatile long compacted;
    private volatile @Nullable StoreException ended;

    private SingleWriterStore(Backend backend, StoreOptions options) {
        this.backend = backend;
        this.options = options;
        this.revision = backend.revision();
        this.compacted = backend.compactedRevision();
        this.queue = new WriteQueue(options.maxQueuedTransactions(), options.maxQueuedBytes());
        this.retention = new Retention(options.retentionAge(), options.retentionBytes());
        // Its queue holds at most one task for each open watch.
        this.reader = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new StoreThread(this, task, "store-reader"),
                new ThreadPoolExecutor.DiscardPolicy());
        reader.allowCoreThreadTimeOut(true);
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
        StoreException refusal = queue.offer(new Commit(transaction, result));
        if (refusal != null) {
            result.completeExceptionally(refusal);
        }
        return result;
    }

    @Override
    public Watch watch(KeyRange range, long afterRevision, WatchListener listener) {
        long after = retained(afterRevision);
        ActiveWatch watch = new ActiveWatch(range, after, listener);
        watches.add(watch);
        if (after == revision) {
            queue.post(() -> goLive(watch));
        } else {
            reader.execute(() -> replay(watch));
        }
        StoreException reason = ended;
        if (reason != null) { // the store ended meanwhile and may not have seen this watch
            watch.end(reason);
            watches.remove(watch);
        }
        return () -> {
            watch.close();
            watches.remove(watch);
        };
    }

    @Override
    public long history(KeyRange range, long afterRevision, Consumer<Event> reader) {
        long position = retained(afterRevision);
        long upTo = revision;
        while (position < upTo) {
            requireOpen();
            List<LogRecord> records = readLog(position, upTo);
            for (Event event : events(records)) {
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
                if (ended == null) {
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
    private List<LogRecord> readLog(long after, long upTo) {
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

    private void requireOpen() {
        StoreException reason = ended;
        if (reason != null) {
            throw reason;
        }
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
            for (work = queue.take(); work != null; work = queue.take()) {
                work.tasks().forEach(Runnable::run);
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

    private void commit(List<Commit> commits) {
        long millis = options.time().millis();
        Batch batch = new Batch(backend, revision, millis);
        List<CommitResult> results = new ArrayList<>(commits.size());
        for (Commit commit : commits) {
            results.add(batch.add(commit.transaction()));
        }
        if (!batch.records().isEmpty()) {
            backend.apply(batch);
            revision = batch.revision();
            publish(batch.records());
        }
        for (int i = 0; i < results.size(); i++) {
            commits.get(i).result().complete(results.get(i));
        }
        for (LogRecord record : batch.records()) {
            retention.add(record.revision(), millis, record.bytes());
        }
        forget(retention.due(millis));
    }

    private void publish(List<LogRecord> records) {
        if (!live.isEmpty()) {
            List<Event> events = events(records);
            live.removeIf(watch -> !deliver(watch, events));
        }
    }

    private void goLive(ActiveWatch watch) {
        if (ended != null || watch.isEnded()) {
            return;
        }
        if (revision - watch.position > FAR && watch.rounds < MAX_ROUNDS) {
            watch.rounds++;
            reader.execute(() -> replay(watch));
            return;
        }
        while (watch.position < revision) {
            if (!deliverChunk(watch)) {
                return;
            }
        }
        live.add(watch);
    }

    private void forget(long upTo) {
        if (upTo > compacted) {
            compacted = upTo; // first, so that a reader that finds records missing also finds out why
            backend.compact(upTo);
        }
    }

    private void end(StoreException reason, WriteQueue.@Nullable Work unfinished) {
        if (!(reason instanceof StoreException.Closed)) {
            LOG.error("the store stopped: {}", reason.getMessage());
        }
        ended = reason;
        queue.close(reason);
        reader.getQueue().clear();
        reader.shutdown();
        try {
            for (WriteQueue.Work left = unfinished; left != null; left = queue.take()) {
                left.commits().forEach(commit -> commit.result().completeExceptionally(reason));
                left.tasks().forEach(Runnable::run);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts the writer", e);
        }
        watches.forEach(watch -> watch.end(reason));
        backend.close();
    }

    // The reader thread.

    private void replay(ActiveWatch watch) {
        try {
            if (!deliverChunk(watch)) {
                return;
            }
            if (revision - watch.position > NEAR) {
                reader.execute(() -> replay(watch));
            } else {
                queue.post(() -> goLive(watch));
            }
        } catch (StoreException e) {
            end(watch, e);
        }
    }

    // Both threads, one at a time for each watch.

    private boolean deliverChunk(ActiveWatch watch) {
        if (watch.isEnded()) {
            return false;
        }
        List<LogRecord> records;
        try {
            records = readLog(watch.position, revision);
        } catch (CompactedException e) {
            return end(watch, e);
        }
        watch.position += records.size();
        return deliver(watch, events(records));
    }

    private boolean deliver(ActiveWatch watch, List<Event> events) {
        boolean goesOn = watch.deliver(events);
        if (!goesOn) {
            watches.remove(watch);
        }
        return goesOn;
    }

    private boolean end(ActiveWatch watch, StoreException reason) {
        watch.end(reason);
        watches.remove(watch);
        return false;
    }

    private static List<Event> events(List<LogRecord> records) {
        if (records.size() == 1) {
            return records.get(0).events();
        }
        List<Event> events = new ArrayList<>(records.size());
        records.forEach(record -> events.addAll(record.events()));
        return List.copyOf(events);
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
