package dev.coracle.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Entries and log in RocksDB.
 *
 * <p>A batch is one write with one fsync of the write-ahead log. It carries the store's revision, so a snapshot taken
 * at any time knows which revision it shows. A write that fails leaves RocksDB in a state that only opening it again
 * mends; that is what {@link #recover} does, and the revision it finds then tells whether the write is durable.
 *
 * <p>{@code files} and {@code open} are guarded by {@code use}: readers share it, and closing and reopening take it
 * alone, because RocksDB must not be called once it is closed. The writer thread, which alone changes them, reads them
 * without.
 */
final class RocksDbBackend implements Backend {
    private static final byte[] PROBE_KEY = EntryFormat.key("probe");

    /** How long a write waits for RocksDB to catch up with writing out what came before. */
    private static final long MAX_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

    private static final long STALL_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Room room;
    private final SpareDescriptors spare;
    private final WriteOptions durably = new WriteOptions().setSync(true).setNoSlowdown(true);
    private final long revision;
    private final long compactedRevision;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private RocksDbFiles files;
    private boolean open = true;

    /** Whether the files must be opened anew before they are written again. Confined to the writer thread. */
    private boolean failed;

    RocksDbBackend(RocksDbFiles files) throws RocksDBException {
        this.files = files;
        this.room = Room.of(files.directory());
        this.spare = new SpareDescriptors(files.directory().resolve("CURRENT"));
        this.revision = number(RocksDbFiles.REVISION_KEY, SingleWriterStore.FIRST);
        this.compactedRevision = number(RocksDbFiles.COMPACTED_KEY, 0);
        spare.hold();
    }

    private long number(byte[] key, long otherwise) throws RocksDBException {
        return EntryFormat.number(files.db().get(files.meta(), key), otherwise);
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public long compactedRevision() {
        return compactedRevision;
    }

    @Override
    public @Nullable Entry get(String key) {
        return read(now -> {
            byte[] stored = now.db().get(now.objects(), EntryFormat.key(key));
            return stored == null ? null : EntryFormat.decode(key, stored);
        });
    }

    @Override
    public RangeResult range(KeyRange range) {
        return read(now -> {
            RocksDB db = now.db();
            Snapshot snapshot = db.getSnapshot();
            try (ReadOptions options = new ReadOptions().setSnapshot(snapshot);
                    Slice end = new Slice(EntryFormat.key(range.end()))) {
                if (!range.end().isEmpty()) {
                    options.setIterateUpperBound(end);
                }
                byte[] shown = db.get(now.meta(), options, RocksDbFiles.REVISION_KEY);
                List<Entry> entries = new ArrayList<>();
                try (RocksIterator at = db.newIterator(now.objects(), options)) {
                    for (at.seek(EntryFormat.key(range.start())); at.isValid(); at.next()) {
                        entries.add(EntryFormat.decode(EntryFormat.key(at.key()), at.value()));
                    }
                    at.status();
                }
                return new RangeResult(entries, EntryFormat.number(shown, SingleWriterStore.FIRST));
            } finally {
                db.releaseSnapshot(snapshot);
            }
        });
    }

    @Override
    public void apply(Batch batch) {
        try (WriteBatch write = new WriteBatch()) {
            for (var change : batch.changes().entrySet()) {
                byte[] key = EntryFormat.key(change.getKey());
                Entry entry = change.getValue().orElse(null);
                if (entry == null) {
                    write.delete(files.objects(), key);
                } else {
                    write.put(files.objects(), key, EntryFormat.encode(entry));
                }
            }
            for (LogRecord record : batch.records()) {
                write.put(files.log(), BigEndian.ofLong(record.revision()), LogFormat.encode(record));
            }
            write.put(files.meta(), RocksDbFiles.REVISION_KEY, BigEndian.ofLong(batch.revision()));
            room.require(2 * write.getDataSize());
            write(write);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /** Writes, and waits a little where RocksDB would have the writer wait for as long as it takes. */
    private void write(WriteBatch write) throws RocksDBException {
        long deadline = System.nanoTime() + MAX_STALL_NANOS;
        while (true) {
            try {
                files.db().write(durably, write);
                return;
            } catch (RocksDBException e) {
                if (!isStall(e)) {
                    throw e;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new StoreException.Unavailable(
                            "data directory " + files.directory() + " does not keep up with the writes", e);
                }
                LockSupport.parkNanos(STALL_STEP_NANOS);
            }
        }
    }

    private static boolean isStall(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Incomplete;
    }

    private StoreException failed(RocksDBException e) {
        failed = true;
        return room.isEnough(0) ? files.failed("written", e) : room.full();
    }

    @Override
    public List<LogRecord> readLog(long after, long upTo, long maxBytes) {
        return read(now -> {
            List<LogRecord> records = new ArrayList<>();
            long bytes = 0;
            try (ReadOptions options = new ReadOptions().setFillCache(false);
                    RocksIterator at = now.db().newIterator(now.log(), options)) {
                for (at.seek(BigEndian.ofLong(after + 1)); at.isValid() && bytes < maxBytes; at.next()) {
                    long next = BigEndian.toLong(at.key(), 0);
                    if (next > upTo) {
                        break;
                    }
                    LogRecord record = LogFormat.decode(next, at.value());
                    records.add(record);
                    bytes += record.bytes();
                }
                at.status();
            }
            return records;
        });
    }

    @Override
    public void compact(long upTo) {
        byte[] start = BigEndian.ofLong(0);
        byte[] end = BigEndian.ofLong(upTo + 1);
        try (WriteBatch write = new WriteBatch()) {
            write.deleteRange(files.log(), start, end);
            write.put(files.meta(), RocksDbFiles.COMPACTED_KEY, BigEndian.ofLong(upTo));
            write(write);
            // Whole files go at once and cheaply; the range deletion hides the rest until a compaction drops it.
            files.db().deleteFilesInRanges(files.log(), List.of(start, end), false);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public void probe() {
        room.require(0);
        try (WriteBatch write = new WriteBatch()) {
            byte[] now = BigEndian.ofLong(System.nanoTime());
            write.put(files.meta(), PROBE_KEY, now);
            write(write);
            if (!Arrays.equals(now, files.db().get(files.meta(), PROBE_KEY))) {
                throw new StoreException.Unusable(
                        "data directory " + files.directory() + " does not give back what was written to it");
            }
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public long recover() {
        room.require(0);
        if (failed) {
            reopen();
        }
        try {
            return number(RocksDbFiles.REVISION_KEY, SingleWriterStore.FIRST);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /** Opens the files anew, with the descriptors held back for this if need be. */
    private void reopen() {
        Lock alone = use.writeLock();
        alone.lock();
        try {
            if (open) {
                open = false;
                files.abandon();
            }
            spare.release();
            files = RocksDbFiles.openForWork(files.directory());
            open = true;
            failed = false;
            spare.hold();
        } catch (StoreException.Damaged e) {
            throw e;
        } catch (StoreException.Unusable e) {
            throw new StoreException.Unavailable(e.getMessage(), e);
        } finally {
            alone.unlock();
        }
    }

    @Override
    public Backend fork() {
        throw new UnsupportedOperationException(
                "data directory " + files.directory() + " cannot be forked: only a store in memory can");
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            spare.release();
            if (open) {
                open = false;
                if (failed) {
                    files.abandon();
                } else {
                    files.close();
                }
            }
            durably.close();
        } finally {
            use.writeLock().unlock();
        }
    }

    private interface Read<T extends @Nullable Object> {
        T run(RocksDbFiles now) throws RocksDBException;
    }

    private <T extends @Nullable Object> T read(Read<T> read) {
        Lock lock = use.readLock();
        lock.lock();
        try {
            if (!open) {
                if (failed) {
                    throw new StoreException.Unavailable(
                            "data directory " + files.directory() + " is about to be opened again");
                }
                throw new StoreException.Closed("the store is closed");
            }
            return read.run(files);
        } catch (RocksDBException e) {
            throw files.failed("read", e);
        } finally {
            lock.unlock();
        }
    }
}
