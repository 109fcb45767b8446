package dev.coracle.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what a directory has lost, without changing it. Every revision above the compacted one has a record in the
 * log, and a key's newest record says what the key must hold: so a hole shows in the log, and where the log is whole, in
 * the entries it speaks of. The log is read from its end backwards, as far as the write-ahead logs can have reached, or
 * all of it.
 */
final class Inspection {
    private static final Logger log = LoggerFactory.getLogger(Inspection.class);
    private static final int MOST_PROBLEMS = 20;

    private final RocksDbFiles files;
    private final UnaryOperator<String> translation;
    private final long revision;
    private final long compacted;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Event> lost = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private long entries;
    private long oldestMissing = Long.MAX_VALUE;
    /** The revision that the next record read must have. */
    private long expected;

    private Inspection(RocksDbFiles files, UnaryOperator<String> translation) throws RocksDBException {
        this.files = files;
        this.translation = translation;
        long newest = SingleWriterStore.FIRST;
        try (RocksIterator at = files.db().newIterator(files.log())) {
            at.seekToLast();
            newest = at.isValid() ? BigEndian.toLong(at.key(), 0) : newest;
            at.status();
        }
        long said =
                EntryFormat.number(files.db().get(files.meta(), RocksDbFiles.REVISION_KEY), SingleWriterStore.FIRST);
        this.revision = Math.max(said, newest);
        this.compacted = EntryFormat.number(files.db().get(files.meta(), RocksDbFiles.COMPACTED_KEY), 0);
        this.expected = revision;
        if (said < newest) {
            missing(said + 1, "the store ends at revision " + said + ", but its log at " + newest);
        }
    }

    /** Refuses a directory that lost what a write-ahead log held. Where the disk is full, RocksDB's own checks must do. */
    static void requireIntact(Path directory) {
        if (!Room.of(directory).isEnough(2 * WriteAheadLogs.bytes(directory))) {
            log.warn("data directory {} is not looked at for what a crash may have lost: its disk is full", directory);
            return;
        }
        try (Look look = Look.at(directory)) {
            look.inspection.readLog(WriteAheadLogs.bytes(directory));
            if (!look.inspection.problems.isEmpty()) {
                throw damaged(directory, look.inspection, look.inspection.problems.get(0), null);
            }
        } catch (RocksDBException e) {
            throw damaged(directory, null, String.valueOf(e.getMessage()), e);
        }
    }

    /** Says of a directory that RocksDB refuses for damage what it has lost. */
    static StoreException.Damaged damaged(Path directory, String said, RocksDBException cause) {
        try (Look look = Look.at(directory)) {
            look.inspection.readLog(WriteAheadLogs.bytes(directory));
            return damaged(directory, look.inspection, said, cause);
        } catch (RocksDBException | StoreException.Unusable worse) {
            return damaged(directory, null, said, cause);
        }
    }

    private static StoreException.Damaged damaged(
            Path directory, @Nullable Inspection inspection, String said, @Nullable RocksDBException cause) {
        List<String> where = WriteAheadLogs.problems(directory);
        String since = inspection == null ? "" : "; something is missing from revision " + inspection.since() + " on";
        return new StoreException.Damaged(
                "data directory " + directory + " is damaged: " + (where.isEmpty() ? said : String.join(", ", where))
                        + since,
                cause);
    }

    /** Where nothing that is there shows a hole, it is behind the end. */
    private long since() {
        return oldestMissing == Long.MAX_VALUE ? revision + 1 : oldestMissing;
    }

    /**
     * Looks at everything: checksums, log and entries.
     *
     * @param reader is given every entry that can be read
     */
    static StoreReport report(Path directory, Consumer<Entry> reader) {
        List<String> problems = new ArrayList<>(WriteAheadLogs.problems(directory));
        boolean walDamaged = !problems.isEmpty();
        try (Look look = Look.at(directory)) {
            Inspection inspection = look.inspection;
            inspection.all(reader);
            problems.addAll(inspection.problems);
            return new StoreReport(
                    inspection.revision,
                    inspection.compacted,
                    inspection.entries,
                    walDamaged || inspection.oldestMissing < Long.MAX_VALUE
                            ? OptionalLong.of(inspection.since())
                            : OptionalLong.empty(),
                    problems);
        } catch (StoreException.Unusable e) {
            problems.add(String.valueOf(e.getMessage()));
            return new StoreReport(0, 0, 0, OptionalLong.empty(), problems);
        }
    }

    private void all(Consumer<Entry> reader) {
        try {
            files.db().verifyChecksum();
        } catch (RocksDBException e) {
            problem(String.valueOf(e.getMessage()));
        }
        try {
            readLog(Long.MAX_VALUE);
        } catch (RocksDBException e) {
            problem("the log cannot be read below revision " + (expected + 1) + ": " + e.getMessage());
        }
        try (RocksIterator at = files.db().newIterator(files.objects())) {
            for (at.seekToFirst(); at.isValid(); at.next()) {
                Entry entry = EntryFormat.decode(EntryFormat.key(at.key()), at.value());
                entries++;
                check(entry);
                reader.accept(entry);
            }
            at.status();
        } catch (RocksDBException e) {
            problem("after " + entries + " entries no more can be read: " + e.getMessage());
        }
    }

    private void check(Entry entry) {
        if (entry.revision() > revision || entry.createRevision() > entry.revision()) {
            problem("key " + entry.key() + " is of revision " + entry.revision() + ", created at "
                    + entry.createRevision() + ", but the store ends at " + revision);
        } else if (entry.revision() > compacted && entry.revision() > expected && !seen.contains(entry.key())) {
            missing(
                    entry.revision(),
                    "key " + entry.key() + " was written at revision " + entry.revision()
                            + ", which the log does not tell of");
        }
    }

    /** Goes back through the log until {@code enough} bytes of it were read and, to see a hole before them, one more. */
    void readLog(long enough) throws RocksDBException {
        long bytes = 0;
        long begin = Math.max(compacted, SingleWriterStore.FIRST);
        try (ReadOptions options = new ReadOptions().setFillCache(false);
                RocksIterator at = files.db().newIterator(files.log(), options)) {
            for (at.seekToLast(); at.isValid() && expected > begin && goesOn(bytes, enough); at.prev()) {
                LogRecord record = LogFormat.decode(BigEndian.toLong(at.key(), 0), at.value());
                if (record.revision() < expected) {
                    hole(Math.max(record.revision(), begin) + 1, expected);
                }
                if (record.revision() <= begin) {
                    expected = begin;
                    break;
                }
                for (Event event : record.events()) {
                    if (seen.add(event.key())) {
                        compare(event);
                    }
                }
                expected = record.revision() - 1;
                bytes += record.bytes();
            }
            at.status();
        }
        if (goesOn(bytes, enough) && expected > begin) {
            hole(begin + 1, expected);
        }
    }

    /** Where something is missing, all that is missing is looked for. */
    private boolean goesOn(long bytes, long enough) {
        return bytes <= enough || oldestMissing < Long.MAX_VALUE;
    }

    private void hole(long from, long to) {
        missing(
                from,
                from == to ? "revision " + from + " is missing" : "revisions " + from + " to " + to + " are missing");
    }

    private void compare(Event newest) throws RocksDBException {
        byte[] stored = files.db().get(files.objects(), EntryFormat.key(newest.key()));
        long found =
                stored == null ? 0 : EntryFormat.decode(newest.key(), stored).revision();
        if (found != (newest.value() == null ? 0 : newest.revision())) {
            lost.put(newest.key(), newest);
            missing(
                    newest.revision(),
                    "key " + newest.key() + " holds revision " + found + ", but its newest is " + newest.revision());
        }
    }

    private void missing(long from, String problem) {
        oldestMissing = Math.min(oldestMissing, from);
        problem(problem);
    }

    private void problem(String problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(translation.apply(problem));
        } else if (problems.size() == MOST_PROBLEMS) {
            problems.add("and more");
        }
    }

    /** The newest change of each key that does not show it. */
    Map<String, Event> lost() {
        return lost;
    }

    List<String> problems() {
        return problems;
    }

    long newestRevision() {
        return revision;
    }

    /** A look at a directory, by way of a copy. */
    private static final class Look implements AutoCloseable {
        private final WorkingCopy copy;
        private final RocksDbFiles files;
        private final Inspection inspection;

        private Look(WorkingCopy copy, RocksDbFiles files) throws RocksDBException {
            this.copy = copy;
            this.files = files;
            this.inspection = new Inspection(files, copy::translate);
        }

        /** @throws StoreException.Unusable in RocksDB's words if the copy cannot be opened */
        static Look at(Path directory) {
            WorkingCopy copy = WorkingCopy.of(directory);
            RocksDbFiles files = null;
            try {
                files = RocksDbFiles.openRaw(copy.path(), RocksDbFiles.Access.LENIENT);
                files.checkFormat();
                return new Look(copy, files);
            } catch (RocksDBException | StoreException e) {
                if (files != null) {
                    files.abandon();
                }
                copy.close();
                throw new StoreException.Unusable(copy.translate(String.valueOf(e.getMessage())), e);
            }
        }

        @Override
        public void close() {
            files.abandon();
            copy.close();
        }
    }

    static Inspection of(RocksDbFiles files) throws RocksDBException {
        return new Inspection(files, message -> message);
    }
}
