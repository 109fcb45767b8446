package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.storage.CommitResult.Committed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbStoreTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    Store open(StoreOptions options) {
        return Stores.rocksDb(RocksDbOptions.in(directory, options.time()).withStore(options));
    }

    @Test
    void keepsEntriesRevisionsAndLogAcrossReopen() {
        Store store = store();
        put(store, KEY, "one", Operation.ABSENT);
        put(store, KEY, "two", 2);
        put(store, "/gone", "", Operation.ABSENT);
        delete(store, "/gone", 4);

        store = store();

        assertThat(store.revision()).isEqualTo(5);
        assertThat(describe(store)).containsExactly(KEY + "=two@3 since 2");
        RecordingListener resumed = new RecordingListener();
        store.watch(KeyRange.all(), 2, resumed);
        assertThat(put(store, KEY, "three", 3)).isEqualTo(new Committed(6));
        assertThat(resumed.awaitRevision(6))
                .map(StoreContract::describe)
                .containsExactly(
                        "3 " + KEY + " one@2 -> two",
                        "4 /gone null@0 -> ",
                        "5 /gone @4 -> null",
                        "6 " + KEY + " two@3 -> three");
    }

    @Test
    void keepsCompactionAndRetentionAcrossReopen() {
        StoreOptions small = options().withRetention(Duration.ofHours(1), 3 << 20);
        Store store = store(small);
        writeMegabytes(store, 3);
        store.compact(2);

        Store reopened = store(small);

        assertThat(reopened.compactedRevision()).isEqualTo(2);
        assertThatThrownBy(() -> reopened.watch(KeyRange.all(), 1, new RecordingListener()))
                .isInstanceOf(CompactedException.class);
        writeMegabytes(reopened, 2);
        reopened.compact(0);
        assertThat(reopened.compactedRevision()).as("the log of before counts").isGreaterThan(2);
    }

    @Test
    void cannotBeForked() {
        Store store = store();

        assertThatThrownBy(store::fork)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("data directory " + directory + " cannot be forked: only a store in memory can");
        assertThat(put(store, KEY, "goes on", Operation.ABSENT)).isEqualTo(new Committed(2));
    }

    @Test
    void startsWhereACompletelyCompactedLogEnded() {
        Store store = store();
        put(store, KEY, "one", Operation.ABSENT);
        store.compact(2);

        Store reopened = store();

        assertThat(reopened.revision()).isEqualTo(2);
        assertThat(put(reopened, KEY, "two", 2)).isEqualTo(new Committed(3));
    }

    @Test
    void refusesADirectoryInUse() {
        store();

        assertThatThrownBy(() -> open(options()))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessage("data directory " + directory + " is in use by another Coracle");
    }

    @Test
    void refusesANewerFormat() throws Exception {
        store().close();
        RocksDbFiles files = RocksDbFiles.open(directory, RocksDbFiles.Access.NORMAL);
        files.db().put(files.meta(), RocksDbFiles.FORMAT_KEY, BigEndian.ofInt(7));
        files.close();

        assertThatThrownBy(() -> open(options()))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessage("data directory " + directory
                        + " was written in store format 7, but this version of Coracle reads format 1");
    }

    @Test
    void refusesAnotherProgramsDatabase() throws Exception {
        store().close();
        RocksDbFiles files = RocksDbFiles.open(directory, RocksDbFiles.Access.NORMAL);
        files.db().delete(files.meta(), RocksDbFiles.FORMAT_KEY);
        files.db().put(files.meta(), new byte[] {1}, new byte[] {2});
        files.close();

        assertThatThrownBy(() -> open(options()))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageEndingWith("holds a RocksDB database that is not a Coracle store");
    }

    @Test
    void refusesAFileAndADirectoryWithoutItsCurrentFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(
                        () -> Stores.rocksDb(RocksDbOptions.in(file, options().time())))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessage("data directory " + file + " is not a directory");

        Files.delete(file);
        put(store(), KEY, "one", Operation.ABSENT);
        closeStore();
        Files.delete(directory.resolve("CURRENT"));
        assertThatThrownBy(() -> open(options()))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessage("data directory " + directory + " is damaged: its file CURRENT is missing");
    }

    @Test
    void dropsATornWriteAtTheEndOfTheLogFileAndNothingElse() throws Exception {
        Store store = store();
        put(store, KEY, "one", Operation.ABSENT);
        put(store, KEY, "two", Operation.ANY);
        closeStore();
        byte[] content = Files.readAllBytes(walFile());
        Files.write(walFile(), java.util.Arrays.copyOf(content, content.length - 5));

        assertThat(describe(store())).containsExactly(KEY + "=one@2 since 2");
        assertThat(open(KEY)).isEqualTo(2);
    }

    @Test
    void refusesALogFileDamagedBeforeItsEnd() throws Exception {
        Store store = store();
        for (int i = 0; i < 50; i++) {
            put(store, KEY, "value " + i, Operation.ANY);
        }
        closeStore();
        byte[] content = Files.readAllBytes(walFile());
        content[content.length / 2] ^= 0x55;
        Files.write(walFile(), content, StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(() -> open(options()))
                .isInstanceOf(StoreException.Damaged.class)
                .hasMessageStartingWith("data directory " + directory + " is damaged: ");
    }

    private long open(String key) {
        return store().get(key).orElseThrow().revision();
    }

    private Path walFile() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> logs = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
            return logs.get(logs.size() - 1);
        }
    }
}
