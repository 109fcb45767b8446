package dev.coracle.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a damaged directory usable with what is intact. Keys that do not hold their newest change get it from the log.
 * The revision jumps beyond every one that may have been handed out, and the log ends there: whoever watches from before
 * is told to list again, also from a revision whose write is lost.
 */
final class Salvage {
    private static final Logger log = LoggerFactory.getLogger(Salvage.class);

    /** More revisions than the write-ahead logs can hold. */
    private static final long JUMP = 10_000_000;

    private Salvage() {}

    /** Does nothing where nothing is wrong. */
    static void run(Path directory) {
        if (!Files.exists(directory.resolve("CURRENT"))) {
            return;
        }
        StoreReport report = Inspection.report(directory, entry -> {});
        if (report.isIntact()) {
            return;
        }
        report.problems().forEach(problem -> log.warn("data directory {}: {}", directory, problem));
        try {
            RocksDbFiles files = RocksDbFiles.openRaw(directory, RocksDbFiles.Access.LENIENT);
            try {
                mend(files);
            } finally {
                files.abandon();
            }
        } catch (RocksDBException e) {
            throw new StoreException.Unusable(
                    "data directory " + directory + " is damaged beyond what can be opened: " + e.getMessage(), e);
        }
    }

    private static void mend(RocksDbFiles files) throws RocksDBException {
        Inspection inspection = Inspection.of(files);
        try {
            inspection.readLog(Long.MAX_VALUE);
        } catch (RocksDBException e) {
            log.warn("data directory {}: the log is given up: {}", files.directory(), e.getMessage());
        }
        long next = inspection.newestRevision() + JUMP;
        byte[] start = BigEndian.ofLong(0);
        byte[] end = BigEndian.ofLong(next + 1);
        try (WriteBatch write = new WriteBatch();
                WriteOptions durably = new WriteOptions().setSync(true)) {
            for (Event event : inspection.lost().values()) {
                byte[] key = EntryFormat.key(event.key());
                byte[] value = event.value();
                if (value == null) {
                    write.delete(files.objects(), key);
                } else {
                    long created = event.previous() == null ? event.revision() : event.previousRevision();
                    write.put(
                            files.objects(),
                            key,
                            EntryFormat.encode(new Entry(event.key(), value, event.revision(), created)));
                }
            }
            write.deleteRange(files.log(), start, end);
            write.put(files.meta(), RocksDbFiles.REVISION_KEY, BigEndian.ofLong(next));
            write.put(files.meta(), RocksDbFiles.COMPACTED_KEY, BigEndian.ofLong(next));
            files.db().write(durably, write);
        }
        files.db().deleteFilesInRanges(files.log(), List.of(start, end), false);
        files.flushAll(true); // the damaged write-ahead logs are needed no more
        log.warn(
                "data directory {}: goes on at revision {} with what is intact; {} keys were restored from the log",
                files.directory(),
                next,
                inspection.lost().size());
    }
}
