package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;

/** What a directory says that lost something, how it is opened all the same, and what is no damage. */
@Timeout(60)
class DamagedDirectoryIT {
    private static final int LOGS = 4;
    private static final int WRITES = 40;

    /** As a crash leaves it: several write-ahead logs count. */
    @TempDir
    static Path crashed;

    private static long revision;
    private static int entries;

    @TempDir
    Path temporary;

    @BeforeAll
    static void crash(@TempDir Path directory) throws Exception {
        crash(directory, "tracked");
        copy(directory, crashed);
        try (Store store = Stores.rocksDb(options(directory))) {
            revision = store.revision();
            entries = store.range(KeyRange.all()).entries().size();
        }
    }

    private static void crash(Path directory, String how) throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        DamagedDirectoryIT.class.getName(),
                        directory.toString(),
                        how)
                .inheritIO()
                .start();
        assertThat(writer.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(logs(directory)).as("write-ahead logs of a crash").hasSizeGreaterThan(2);
    }

    private static RocksDbFiles open(Path directory, boolean tracked) throws Exception {
        Stores.rocksDb(options(directory)).close();
        return RocksDbFiles.openRaw(directory, tracked ? RocksDbFiles.Access.NORMAL : RocksDbFiles.Access.LENIENT);
    }

    /** Writes until a crash leaves several write-ahead logs, and crashes. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        RocksDbFiles files = open(directory, args[1].equals("tracked"));
        Store store = SingleWriterStore.start(
                new RocksDbBackend(files), options(directory).store());
        Random random = new Random(5);
        for (int log = 0; log < LOGS; log++) {
            for (int i = 0; i < WRITES; i++) {
                byte[] value = new byte[(i % 7 + 1) * 4096];
                random.nextBytes(value);
                store.commit(Transaction.of(new Operation.Put("/big/" + i % 20, value, Operation.ANY)))
                        .join();
                StoreContract.put(store, "/small/" + log + "/" + i, "x" + i, Operation.ANY);
            }
            // Writing out one family begins a new log, and the others still need the old one.
            try (FlushOptions waiting = new FlushOptions()) {
                files.db().flush(waiting, log == 0 ? files.log() : files.meta());
            }
        }
        StoreContract.put(store, "/small/last", "1", Operation.ANY);
        StoreContract.put(store, "/small/last", "2", Operation.ANY);
        Runtime.getRuntime().halt(0);
    }

    @Test
    void aCrashIsNoDamage() throws IOException {
        Path directory = crashed();

        StoreReport report = Stores.check(options(directory), entry -> {});

        assertThat(report.problems()).isEmpty();
        assertThat(report.revision()).isEqualTo(revision);
        assertThat(report.entries()).isEqualTo(entries);
        assertThat(report.missingFrom()).isEmpty();
        open(directory, store -> assertThat(store.revision()).isEqualTo(revision));
    }

    @Test
    void theTornEndOfTheLastLogIsNoDamage() throws IOException {
        Path directory = crashed();
        List<Path> logs = logs(directory);
        cut(logs.get(logs.size() - 1), 10);

        assertThat(Stores.check(options(directory), entry -> {}).problems()).isEmpty();
        open(directory, store -> assertThat(store.revision()).isEqualTo(revision - 1));
    }

    @Test
    void anEndTornByOneCrashIsNoDamageAfterTheNext() throws IOException {
        Path directory = crashed();
        List<Path> logs = logs(directory);
        cut(logs.get(logs.size() - 1), 10);
        Path again = temporary.resolve("again");
        open(directory, store -> {
            StoreContract.put(store, "/after", "1", Operation.ANY);
            StoreContract.put(store, "/after", "2", Operation.ANY);
            copy(directory, again);
        });

        assertThat(Stores.check(options(again), entry -> {}).problems()).isEmpty();
        open(again, store -> assertThat(store.revision()).isEqualTo(revision + 1));
    }

    @Test
    void refusesAMiddleLogThatWasCut() throws IOException {
        Path directory = crashed();
        Path middle = middle(directory);
        cut(middle, 10);

        refuses(directory, middle.getFileName() + " ends within a record at byte ");
    }

    @Test
    void refusesAMiddleLogThatWasDeleted() throws IOException {
        Path directory = crashed();
        List<Path> logs = logs(directory);
        Files.delete(logs.get(1));

        refuses(
                directory,
                "what was between " + logs.get(0).getFileName() + " and "
                        + logs.get(2).getFileName() + " is missing");
    }

    @Test
    void refusesAFirstLogThatWasDeleted() throws IOException {
        Path directory = crashed();
        Path first = logs(directory).get(0);
        Files.delete(first);

        refuses(
                directory,
                String.valueOf(Integer.parseInt(first.getFileName().toString().replace(".log", ""))));
    }

    @Test
    void refusesALogWithAFlippedByteAlsoAtTheEnd() throws IOException {
        for (int index : List.of(1, logs(crashed).size() - 1)) {
            Path directory = crashed();
            Path log = logs(directory).get(index);
            flip(log, index == 1 ? Files.size(log) / 2 : Files.size(log) - 1);

            refuses(directory, log.getFileName() + " is damaged at byte ");
        }
    }

    /** RocksDB does not know all its logs of directories of before: then only the log and the entries tell. */
    @Test
    void findsWhatIsMissingWhereRocksDbNoticesNothing() throws Exception {
        Path crashed = temporary.resolve("untracked");
        crash(crashed, "untracked");
        for (boolean deletes : List.of(true, false)) {
            Path directory = Files.createTempDirectory(temporary, "store");
            copy(crashed, directory);
            Path middle = middle(directory);
            if (deletes) {
                Files.delete(middle);
            } else {
                cut(middle, 10);
            }

            refuses(directory, deletes ? "what was between " : middle.getFileName() + " ends within a record at byte ");
        }
    }

    @Test
    void namesAFlippedByteInATable() throws IOException {
        Path directory = crashed();
        Path table;
        try (Stream<Path> files = Files.list(directory)) {
            table = files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        flip(table, Files.size(table) / 2);

        StoreReport report = Stores.check(options(directory), entry -> {});

        assertThat(report.problems())
                .anySatisfy(problem -> assertThat(problem)
                        .contains("checksum mismatch")
                        .contains(table.getFileName().toString()));
    }

    @Test
    void startsFromWhatIsIntactWhenTheLossIsAccepted() throws IOException {
        Path directory = crashed();
        Path middle = middle(directory);
        cut(middle, 10);
        StoreReport report = Stores.check(options(directory), entry -> {});
        assertThat(report.isIntact()).isFalse();
        long missing = report.missingFrom().orElseThrow();

        try (Store store = Stores.rocksDb(options(directory).withAcceptLoss(true))) {
            assertThat(store.revision()).isGreaterThan(report.revision());
            assertThatThrownBy(() -> store.watch(KeyRange.all(), missing - 1, new RecordingListener()))
                    .isInstanceOf(CompactedException.class);
            assertThatThrownBy(() -> store.watch(KeyRange.all(), report.revision() + 3, new RecordingListener()))
                    .as("a revision that may have been handed out and is lost")
                    .isInstanceOf(CompactedException.class);
            assertThat(store.get("/small/last")).isPresent();
            StoreContract.put(store, "/after", "1", Operation.ANY);
        }
        open(directory, store -> assertThat(store.get("/after")).isPresent());
        assertThat(Stores.check(options(directory), entry -> {}).problems()).isEmpty();
    }

    @Test
    void acceptingALossThatIsNoneChangesNothing() throws IOException {
        Path directory = crashed();

        try (Store store = Stores.rocksDb(options(directory).withAcceptLoss(true))) {
            assertThat(store.revision()).isEqualTo(revision);
            assertThat(store.compactedRevision()).isZero();
        }
    }

    private static void refuses(Path directory, String where) {
        StoreException.Damaged refusal =
                catchThrowableOfType(StoreException.Damaged.class, () -> Stores.rocksDb(options(directory)));
        assertThat(refusal)
                .hasMessageStartingWith("data directory " + directory + " is damaged: ")
                .hasMessageContaining(where)
                .hasMessageMatching("(?s).*; something is missing from revision \\d+ on");
        assertThatThrownBy(() -> Stores.rocksDb(options(directory)))
                .as("looking changed nothing")
                .hasMessage(refusal.getMessage());
        StoreReport report = Stores.check(options(directory), entry -> {});
        assertThat(report.isIntact()).isFalse();
        assertThat(refusal)
                .hasMessageEndingWith("from revision " + report.missingFrom().orElseThrow() + " on");
    }

    private interface Work {
        void on(Store store) throws IOException;
    }

    private static void open(Path directory, Work work) throws IOException {
        try (Store store = Stores.rocksDb(options(directory))) {
            work.on(store);
        }
    }

    private Path crashed() throws IOException {
        Path directory = Files.createTempDirectory(temporary, "store");
        copy(crashed, directory);
        return directory;
    }

    static RocksDbOptions options(Path directory) {
        RocksDbOptions options = RocksDbOptions.in(directory, InstantSource.system());
        return options.withStore(options.store().withQueue(100, 64 << 20));
    }

    private static Path middle(Path directory) throws IOException {
        List<Path> logs = logs(directory);
        return logs.get(logs.size() / 2);
    }

    static List<Path> logs(Path directory) {
        return WriteAheadLogs.of(directory);
    }

    private static void cut(Path file, int bytes) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length - bytes));
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[(int) at] ^= 0x55;
        Files.write(file, content);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to);
            List<Path> names = new ArrayList<>();
            try (Stream<Path> files = Files.list(from)) {
                files.forEach(names::add);
            }
            for (Path file : names) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
