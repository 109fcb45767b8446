package dev.coracle.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process and looks for every write it was told is durable. */
@Timeout(120)
class RocksDbCrashIT {
    @TempDir
    Path directory;

    record Acknowledged(int worker, int number) {}

    @RepeatedTest(2)
    void keepsEveryAcknowledgedWriteWhenTheProcessIsKilled() throws Exception {
        long from = 1;
        for (int crash = 0; crash < 3; crash++) {
            Map<Long, Acknowledged> acknowledged = writeAndKill(400 + 300 * crash);
            from = check(acknowledged, from);
        }
    }

    @Test
    void namesTheDirectoryAnotherProcessHasOpen() throws Exception {
        Process writer = start();
        try (BufferedReader out = writer.inputReader()) {
            out.readLine();
            assertThat(catchThrowable(() -> Stores.rocksDb(options())))
                    .isInstanceOf(StoreException.Unusable.class)
                    .hasMessage("data directory " + directory + " is in use by another Coracle");
        } finally {
            kill(writer);
        }
    }

    private Map<Long, Acknowledged> writeAndKill(int atLeast) throws Exception {
        Map<Long, Acknowledged> acknowledged = new HashMap<>();
        Process writer = start();
        try (BufferedReader out = writer.inputReader()) {
            for (String line = out.readLine(); line != null && line.endsWith(";"); line = out.readLine()) {
                String[] words = line.substring(0, line.length() - 1).split(" ", -1);
                acknowledged.put(
                        Long.parseLong(words[0]),
                        new Acknowledged(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
                if (acknowledged.size() == atLeast) {
                    writer.toHandle().destroyForcibly(); // unlike the process, leaves what it printed readable
                }
            }
        } finally {
            kill(writer);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(atLeast);
        return acknowledged;
    }

    /** Every acknowledged write is in the log, which has no hole, and both keys of a transaction agree. */
    private long check(Map<Long, Acknowledged> acknowledged, long from) {
        try (Store store = Stores.rocksDb(options())) {
            RecordingListener log = new RecordingListener();
            store.watch(KeyRange.all(), from, log);
            Map<Long, String> seen = new HashMap<>();
            long next = from + 1;
            for (Event event : log.awaitRevision(store.revision())) {
                assertThat(event.revision()).isBetween(next - 1, next);
                next = event.revision() + 1;
                seen.merge(event.revision(), event.key() + "=" + number(event.value()), (a, b) -> a + " " + b);
            }
            acknowledged.forEach((revision, write) -> assertThat(seen.get(revision))
                    .isEqualTo("/a/" + write.worker + "=" + write.number + " /b/" + write.worker + "=" + write.number));
            Map<String, Long> last = new HashMap<>();
            log.events().forEach(event -> last.put(event.key(), event.revision()));
            assertThat(store.range(KeyRange.all()).entries())
                    .allSatisfy(entry -> assertThat(entry.revision()).isEqualTo(last.get(entry.key())));
            return store.revision();
        }
    }

    private static int number(byte @Nullable [] value) {
        return Integer.parseInt(StoreContract.text(value));
    }

    private RocksDbOptions options() {
        return RocksDbOptions.in(directory, InstantSource.system());
    }

    private Process start() throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        CrashingWriter.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}
