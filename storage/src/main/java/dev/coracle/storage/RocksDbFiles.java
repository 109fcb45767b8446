package dev.coracle.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory, opened: the database, its three column families and everything else native that must be released.
 *
 * <pre>
 * default   "format" (4 bytes), "revision" (8), "compacted" (8), all big-endian
 * objects   key (ASCII): revision (8)  createRevision (8)  value
 * log       revision (8): see {@link LogFormat}
 * </pre>
 *
 * <p>Opening refuses, with one sentence that names the directory: one in use, one of a newer format, one that is no
 * store, and one that lost acknowledged writes. Immutable until closed.
 */
final class RocksDbFiles {
    private static final Logger LOGGER = LoggerFactory.getLogger(RocksDbFiles.class);

    static final byte[] FORMAT_KEY = ascii("format");
    static final byte[] REVISION_KEY = ascii("revision");
    static final byte[] COMPACTED_KEY = ascii("compacted");

    /** The only format so far. Raise it with every change an older version could misread. */
    static final int FORMAT = 1;

    private static final String META = "default";
    private static final String OBJECTS = "objects";
    private static final String LOG = "log";
    private static final List<String> FAMILIES = List.of(META, OBJECTS, LOG);

    private static final long MIB = 1 << 20;

    /** Bounds what a start after a crash reads again. */
    private static final long MAX_WAL_BYTES = 32 * MIB;

    /** Reading this many again takes some ten milliseconds. */
    private static final long FLUSH_ENTRIES = 3000;

    private static final long WRITE_BUFFER_BYTES = 16 * MIB;
    private static final long BLOCK_CACHE_BYTES = 32 * MIB;

    /** How a directory is opened. */
    enum Access {
        /** To be worked with: anything that is missing but the torn end of the last write-ahead log is refused. */
        NORMAL,
        /** To be mended, or to be looked at in a copy: what cannot be read of the write-ahead logs is passed over. */
        LENIENT
    }

    private final Path directory;
    private final Access access;
    private final Deque<AbstractNativeReference> natives = new ArrayDeque<>();
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final List<String> names;
    private final RocksDB db;

    private RocksDbFiles(Path directory, Access access) throws RocksDBException {
        this.directory = directory;
        this.access = access;
        this.names = families(directory);
        try {
            this.db = openDatabase();
        } catch (RocksDBException e) {
            release();
            throw e;
        }
    }

    /** Opens the directory, or makes a new store in it. */
    static RocksDbBackend open(RocksDbOptions options) {
        prepare(options.directory());
        NativeLibrary.load(options.nativeDirectory());
        if (options.acceptLoss()) {
            Salvage.run(options.directory());
        } else if (WriteAheadLogs.areSeveral(options.directory())) {
            Inspection.requireIntact(options.directory());
        }
        RocksDbFiles files = openForWork(options.directory());
        try {
            return new RocksDbBackend(files);
        } catch (RocksDBException e) {
            files.close();
            throw cannotOpen(options.directory(), e);
        }
    }

    /** Opens the directory again after its disk had failed. */
    static RocksDbFiles openForWork(Path directory) {
        RocksDbFiles files = open(directory, Access.NORMAL);
        try {
            files.checkFormat();
            files.flush(false);
            return files;
        } catch (RocksDBException e) {
            files.close();
            throw cannotOpen(directory, e);
        } catch (StoreException e) {
            files.close();
            throw e;
        }
    }

    /** Opens the directory whatever it holds, with RocksDB's own words when that fails. */
    static RocksDbFiles openRaw(Path directory, Access access) throws RocksDBException {
        return new RocksDbFiles(directory, access);
    }

    /** Opens the directory whatever it holds. */
    static RocksDbFiles open(Path directory, Access access) {
        try {
            return openRaw(directory, access);
        } catch (RocksDBException e) {
            throw cannotOpen(directory, e);
        }
    }

    private static StoreException cannotOpen(Path directory, RocksDBException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("LOCK") || message.contains("lock hold by current process")) {
            return new StoreException.Unusable("data directory " + directory + " is in use by another Coracle", e);
        }
        return isDamage(e)
                ? Inspection.damaged(directory, message, e)
                : new StoreException.Unusable("data directory " + directory + " cannot be opened: " + message, e);
    }

    private static boolean isDamage(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle meta() {
        return families.get(names.indexOf(META));
    }

    ColumnFamilyHandle objects() {
        return families.get(names.indexOf(OBJECTS));
    }

    ColumnFamilyHandle log() {
        return families.get(names.indexOf(LOG));
    }

    Path directory() {
        return directory;
    }

    /** What a failed read or write means to the store. */
    StoreException failed(String verb, RocksDBException e) {
        String message = "data directory " + directory + " can no longer be " + verb + ": " + e.getMessage();
        return isDamage(e) ? new StoreException.Unusable(message, e) : new StoreException.Unavailable(message, e);
    }

    /** Writes out what is in memory, unless that is little, and releases everything. */
    void close() {
        flush(true);
        abandon();
    }

    /** Releases everything as it is; what is not written out yet is in the write-ahead log. */
    void abandon() {
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        release();
    }

    /** Writes out what a later start would otherwise read again from the write-ahead log, unless that is little. */
    private void flush(boolean wait) {
        try {
            long entries = 0;
            for (ColumnFamilyHandle family : families) {
                entries += db.getLongProperty(family, "rocksdb.num-entries-active-mem-table");
            }
            if (access == Access.NORMAL
                    && entries > FLUSH_ENTRIES
                    && Room.of(directory).isEnough(entries)) {
                flushAll(wait);
            }
        } catch (RocksDBException e) {
            LOGGER.warn("data directory {} could not be flushed: {}", directory, e.getMessage());
        }
    }

    void flushAll(boolean wait) throws RocksDBException {
        try (FlushOptions options = new FlushOptions().setWaitForFlush(wait)) {
            db.flush(options, families);
        }
    }

    private void release() {
        natives.forEach(AbstractNativeReference::close);
    }

    static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw new StoreException.Unusable("data directory " + directory + " is not writable");
            }
            if (Files.exists(directory.resolve("CURRENT"))) {
                return;
            }
            try (Stream<Path> files = Files.list(directory)) {
                // RocksDB would take it for a new one, and sweep the data away as leftovers.
                if (files.anyMatch(file -> file.toString().matches(".*\\.(sst|log)"))) {
                    throw new StoreException.Unusable(
                            "data directory " + directory + " is damaged: its file CURRENT is missing");
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw new StoreException.Unusable("data directory " + directory + " is not a directory", e);
        } catch (IOException e) {
            throw new StoreException.Unusable("data directory " + directory + " cannot be used: " + e, e);
        }
    }

    /** The column families there are, and those there must be. */
    private static List<String> families(Path directory) throws RocksDBException {
        Set<String> names = new TreeSet<>(FAMILIES);
        if (Files.exists(directory.resolve("CURRENT"))) {
            try (Options options = new Options()) {
                for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
                    names.add(new String(name, StandardCharsets.UTF_8));
                }
            }
        }
        return List.copyOf(names);
    }

    private RocksDB openDatabase() throws RocksDBException {
        LRUCache cache = keep(new LRUCache(BLOCK_CACHE_BYTES));
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 << 10)
                .setFilterPolicy(keep(new BloomFilter(10)));
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (String name : names) {
            descriptors.add(new ColumnFamilyDescriptor(
                    name.getBytes(StandardCharsets.UTF_8),
                    keep(new ColumnFamilyOptions()
                            .setWriteBufferSize(WRITE_BUFFER_BYTES)
                            .setCompressionType(CompressionType.LZ4_COMPRESSION)
                            .setTableFormatConfig(table))));
        }
        boolean normal = access == Access.NORMAL;
        Properties tracking = new Properties(); // the one option that has no setter
        tracking.setProperty("track_and_verify_wals_in_manifest", Boolean.toString(normal));
        DBOptions options = keep(DBOptions.getDBOptionsFromProps(tracking)
                .setCreateIfMissing(normal)
                .setCreateMissingColumnFamilies(normal)
                // A torn last record was never acknowledged; damage before it means lost writes, which must be said.
                .setWalRecoveryMode(
                        normal ? WALRecoveryMode.TolerateCorruptedTailRecords : WALRecoveryMode.SkipAnyCorruptedRecords)
                // Recovering is the store's own business, which knows what it has acknowledged.
                .setMaxBgErrorResumeCount(0)
                .setMaxTotalWalSize(MAX_WAL_BYTES)
                .setAvoidFlushDuringRecovery(true)
                .setAllowConcurrentMemtableWrite(false)
                .setSkipStatsUpdateOnDbOpen(true)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2));
        return RocksDB.open(options, directory.toString(), descriptors, families);
    }

    private <T extends AbstractNativeReference> T keep(T reference) {
        natives.push(reference);
        return reference;
    }

    void checkFormat() throws RocksDBException {
        byte[] format = db.get(meta(), FORMAT_KEY);
        if (format == null) {
            if (access == Access.LENIENT
                    || db.get(meta(), REVISION_KEY) != null
                    || names.size() > FAMILIES.size()
                    || !isEmpty()) {
                throw new StoreException.Unusable(
                        "data directory " + directory + " holds a RocksDB database that is not a Coracle store");
            }
            db.put(meta(), FORMAT_KEY, BigEndian.ofInt(FORMAT));
            return;
        }
        int found = BigEndian.toInt(format);
        if (found != FORMAT) {
            throw new StoreException.Unusable("data directory " + directory + " was written in store format " + found
                    + ", but this version of Coracle reads format " + FORMAT);
        }
    }

    private boolean isEmpty() {
        for (ColumnFamilyHandle family : families) {
            try (var iterator = db.newIterator(family)) {
                iterator.seekToFirst();
                if (iterator.isValid()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
