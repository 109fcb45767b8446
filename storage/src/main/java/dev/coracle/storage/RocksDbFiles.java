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

    private final Path directory;
    private final Deque<AbstractNativeReference> natives = new ArrayDeque<>();
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final List<String> names;
    private final RocksDB db;

    private RocksDbFiles(Path directory) throws RocksDBException {
        this.directory = directory;
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
        RocksDbFiles files = openFiles(options);
        try {
            files.checkFormat();
            files.flush(false);
            return new RocksDbBackend(files);
        } catch (RocksDBException e) {
            files.close();
            throw cannotOpen(options.directory(), e);
        } catch (StoreException e) {
            files.close();
            throw e;
        }
    }

    /** Opens the directory whatever it holds. */
    static RocksDbFiles openFiles(RocksDbOptions options) {
        prepare(options.directory());
        NativeLibrary.load(options.nativeDirectory());
        try {
            return new RocksDbFiles(options.directory());
        } catch (RocksDBException e) {
            throw cannotOpen(options.directory(), e);
        }
    }

    private static StoreException.Unusable cannotOpen(Path directory, RocksDBException e) {
        String message = String.valueOf(e.getMessage());
        return new StoreException.Unusable(
                message.contains("LOCK") || message.contains("lock hold by current process")
                        ? "data directory " + directory + " is in use by another Coracle"
                        : "data directory " + directory + " cannot be opened: " + message,
                e);
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

    /** What a failed read or write means to the store. */
    StoreException.Unusable failed(String verb, RocksDBException e) {
        return new StoreException.Unusable(
                "data directory " + directory + " can no longer be " + verb + ", so the store stopped: "
                        + e.getMessage(),
                e);
    }

    void close() {
        flush(true);
        families.forEach(ColumnFamilyHandle::close);
        db.close();
        release();
    }

    /** Writes out what a later start would otherwise read again from the write-ahead log, unless that is little. */
    private void flush(boolean wait) {
        try (FlushOptions options = new FlushOptions().setWaitForFlush(wait)) {
            long entries = 0;
            for (ColumnFamilyHandle family : families) {
                entries += db.getLongProperty(family, "rocksdb.num-entries-active-mem-table");
            }
            if (entries > FLUSH_ENTRIES) {
                db.flush(options, families);
            }
        } catch (RocksDBException e) {
            LOGGER.warn("data directory {} could not be flushed: {}", directory, e.getMessage());
        }
    }

    private void release() {
        natives.forEach(AbstractNativeReference::close);
    }

    private static void prepare(Path directory) {
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
        DBOptions options = keep(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // A torn last record was never acknowledged; damage before it means lost writes, which must be said.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
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

    private void checkFormat() throws RocksDBException {
        byte[] format = db.get(meta(), FORMAT_KEY);
        if (format == null) {
            if (db.get(meta(), REVISION_KEY) != null || names.size() > FAMILIES.size() || !isEmpty()) {
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
