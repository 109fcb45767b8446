package dev.coracle.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Entries and log in RocksDB.
 *
 * <p>A batch is one write with one fsync of the write-ahead log. It carries the store's revision, so a snapshot taken
 * at any time knows which revision it shows. {@code open} is guarded by {@code use}: readers share it, and closing takes
 * it alone, because RocksDB must not be called once it is closed.
 */
final class RocksDbBackend implements Backend {
    private static final int HEADER = 2 * Long.BYTES;

    private final RocksDbFiles files;
    private final RocksDB db;
    private final ColumnFamilyHandle objects;
    private final ColumnFamilyHandle log;
    private final ColumnFamilyHandle meta;
    private final WriteOptions durably = new WriteOptions().setSync(true);
    private final long revision;
    private final long compactedRevision;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private boolean open = true;

    RocksDbBackend(RocksDbFiles files) throws RocksDBException {
        this.files = files;
        this.db = files.db();
        this.objects = files.objects();
        this.log = files.log();
        this.meta = files.meta();
        this.revision = number(db.get(meta, RocksDbFiles.REVISION_KEY), SingleWriterStore.FIRST);
        this.compactedRevision = number(db.get(meta, RocksDbFiles.COMPACTED_KEY), 0);
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
        return read(() -> {
            byte[] stored = db.get(objects, ascii(key));
            return stored == null ? null : entry(key, stored);
        });
    }

    @Override
    public RangeResult range(KeyRange range) {
        return read(() -> {
            Snapshot snapshot = db.getSnapshot();
            try (ReadOptions options = new ReadOptions().setSnapshot(snapshot);
                    Slice end = new Slice(ascii(range.end()))) {
                if (!range.end().isEmpty()) {
                    options.setIterateUpperBound(end);
                }
                long now = number(db.get(meta, options, RocksDbFiles.REVISION_KEY), SingleWriterStore.FIRST);
                return new RangeResult(entries(range, options), now);
            } finally {
                db.releaseSnapshot(snapshot);
            }
        });
    }

    @Override
    public void apply(Batch batch) {
        try (WriteBatch write = new WriteBatch()) {
            for (var change : batch.changes().entrySet()) {
                byte[] key = ascii(change.getKey());
                Entry entry = change.getValue().orElse(null);
                if (entry == null) {
                    write.delete(objects, key);
                } else {
                    write.put(objects, key, stored(entry));
                }
            }
            for (LogRecord record : batch.records()) {
                write.put(log, BigEndian.ofLong(record.revision()), LogFormat.encode(record));
            }
            write.put(meta, RocksDbFiles.REVISION_KEY, BigEndian.ofLong(batch.revision()));
            db.write(durably, write);
        } catch (RocksDBException e) {
            throw files.failed("written", e);
        }
    }

    @Override
    public List<LogRecord> readLog(long after, long upTo, long maxBytes) {
        return read(() -> {
            List<LogRecord> records = new ArrayList<>();
            long bytes = 0;
            try (ReadOptions options = new ReadOptions().setFillCache(false);
                    RocksIterator at = db.newIterator(log, options)) {
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
            write.deleteRange(log, start, end);
            write.put(meta, RocksDbFiles.COMPACTED_KEY, BigEndian.ofLong(upTo));
            db.write(durably, write);
            // Whole files go at once and cheaply; the range deletion hides the rest until a compaction drops it.
            db.deleteFilesInRanges(log, List.of(start, end), false);
        } catch (RocksDBException e) {
            throw files.failed("written", e);
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (open) {
                open = false;
                durably.close();
                files.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private interface Read<T extends @Nullable Object> {
        T run() throws RocksDBException;
    }

    private <T extends @Nullable Object> T read(Read<T> read) {
        Lock lock = use.readLock();
        lock.lock();
        try {
            if (!open) {
                throw new StoreException.Closed("the store is closed");
            }
            return read.run();
        } catch (RocksDBException e) {
            throw files.failed("read", e);
        } finally {
            lock.unlock();
        }
    }

    private List<Entry> entries(KeyRange range, ReadOptions options) throws RocksDBException {
        List<Entry> entries = new ArrayList<>();
        try (RocksIterator at = db.newIterator(objects, options)) {
            for (at.seek(ascii(range.start())); at.isValid(); at.next()) {
                entries.add(entry(new String(at.key(), StandardCharsets.ISO_8859_1), at.value()));
            }
            at.status();
        }
        return entries;
    }

    private static byte[] stored(Entry entry) {
        byte[] value = entry.value();
        byte[] stored = new byte[HEADER + value.length];
        BigEndian.putLong(stored, 0, entry.revision());
        BigEndian.putLong(stored, Long.BYTES, entry.createRevision());
        System.arraycopy(value, 0, stored, HEADER, value.length);
        return stored;
    }

    private static Entry entry(String key, byte[] stored) {
        return new Entry(
                key,
                Arrays.copyOfRange(stored, HEADER, stored.length),
                BigEndian.toLong(stored, 0),
                BigEndian.toLong(stored, Long.BYTES));
    }

    private static long number(byte @Nullable [] bytes, long otherwise) {
        return bytes == null ? otherwise : BigEndian.toLong(bytes, 0);
    }

    private static byte[] ascii(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }
}
