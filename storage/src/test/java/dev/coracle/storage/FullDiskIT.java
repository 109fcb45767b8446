package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small disk of its own, which fills up. */
@Timeout(60)
class FullDiskIT {
    private static final int DISK_MIB = 96;

    @TempDir
    Path mountPoint;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        assumeThat(Files.getPosixFilePermissions(Path.of("/etc/shadow")).contains(PosixFilePermission.OWNER_READ)
                        && run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", mountPoint.toString()))
                .as("only root may mount a disk of its own")
                .isTrue();
        mounted = true;
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", mountPoint.toString())).isTrue();
        }
    }

    @Test
    void aFullDiskRefusesWritesAtOnceAndIsUsedAgainWhenThereIsRoom() throws Exception {
        Path directory = mountPoint.resolve("store");
        try (Store store = Stores.rocksDb(RocksDbOptions.in(directory, InstantSource.system()))) {
            StoreContract.put(store, "/before", "1", Operation.ANY);
            store.probe().join();
            Path filler = fill(8 << 20);

            long begin = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                assertThat(StoreContract.failure(commit(store, 1024)))
                        .isInstanceOf(StoreException.NoRoom.class)
                        .hasMessageStartingWith("the disk of data directory " + directory + " is full: ");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
            assertThat(StoreContract.failure(store.probe())).isInstanceOf(StoreException.NoRoom.class);
            assertThat(store.get("/before")).isPresent();

            Files.delete(filler);
            await().atMost(Duration.ofSeconds(5)).until(() -> works(store));
            assertThat(StoreContract.put(store, "/after", "1", Operation.ANY)).isEqualTo(new CommitResult.Committed(3));
        }
    }

    /** Another program takes what the store left free, so that RocksDB itself runs into the end of the disk. */
    @Test
    void survivesThatTheLastByteIsTakenByAnother() throws Exception {
        Path directory = mountPoint.resolve("store");
        RocksDbOptions options = RocksDbOptions.in(directory, InstantSource.system());
        List<Long> acknowledged = new ArrayList<>();
        try (Store store = Stores.rocksDb(options)) {
            for (int i = 0; i < 6; i++) {
                acknowledged.add(
                        ((CommitResult.Committed) commit(store, 1 << 20).join()).revision());
            }
            Path filler = fill(0);
            assertThat(StoreContract.failure(commit(store, 1 << 20))).isInstanceOf(StoreException.Unavailable.class);
            Files.delete(filler);
            await().atMost(Duration.ofSeconds(5)).until(() -> works(store));
            acknowledged.add(((CommitResult.Committed) commit(store, 1 << 20).join()).revision());
            fill(0);

            long begin = System.nanoTime();
            store.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("a full disk")
                    .isLessThan(Duration.ofSeconds(3));
        }
        Files.delete(mountPoint.resolve("filler"));
        try (Store store = Stores.rocksDb(options)) {
            assertThat(store.revision()).isEqualTo(acknowledged.get(acknowledged.size() - 1));
        }
    }

    private static boolean works(Store store) {
        return store.probe().handle((done, thrown) -> thrown == null).join();
    }

    private static CompletableFuture<CommitResult> commit(Store store, int bytes) {
        byte[] value = new byte[bytes];
        new Random(bytes).nextBytes(value);
        return store.commit(Transaction.of(new Operation.Put("/big", value, Operation.ANY)));
    }

    /** Leaves this much of the disk. */
    private Path fill(long left) throws IOException {
        Path filler = mountPoint.resolve("filler");
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(filler)) {
            long room = filler.toFile().getUsableSpace() - left;
            for (long written = 0; written < room; written += block.length) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(left).isZero();
        }
        return filler;
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
