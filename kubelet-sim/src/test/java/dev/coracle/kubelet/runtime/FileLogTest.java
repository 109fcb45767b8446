package dev.coracle.kubelet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLogTest {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05.123456789Z");

    @TempDir
    private Path dir;

    private static List<String> texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).toList();
    }

    @Test
    void readsBackWhatWasAppendedAndWaitsForMore() throws Exception {
        FileLog log = FileLog.create(dir.resolve("a/0.log"), 1000);
        AtomicInteger told = new AtomicInteger();
        ContainerLog.Subscription subscription = log.onAppend(told::incrementAndGet);
        LogCursor cursor = log.open();
        log.append(T, List.of("one", "two stdout F three"));
        assertThat(cursor.read(10)).containsExactly(new LogLine(T, "one"), new LogLine(T, "two stdout F three"));
        assertThat(cursor.read(10)).isEmpty();
        log.append(T, List.of("four"));
        assertThat(texts(cursor.read(10))).containsExactly("four");
        assertThat(told.get()).isEqualTo(2);
        log.complete();
        assertThat(log.isComplete()).isTrue();
        subscription.close();
        assertThat(log.lastLine()).isEqualTo("four");
    }

    @Test
    void staysWithinTwoFilesAndLetsAReaderFollowAcrossThem() throws Exception {
        Path file = dir.resolve("0.log");
        FileLog log = FileLog.create(file, 1000);
        LogCursor cursor = log.open();
        for (int i = 0; i < 15; i++) {
            log.append(T, List.of("line " + i));
        }
        assertThat(texts(cursor.read(10))).hasSize(10);
        for (int i = 15; i < 30; i++) {
            log.append(T, List.of("line " + i));
        }
        assertThat(texts(cursor.read(100)))
                .containsExactlyElementsOf(
                        IntStream.range(10, 30).mapToObj(i -> "line " + i).toList());
        for (int i = 30; i < 500; i++) {
            log.append(T, List.of("line " + i));
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
        assertThat(Files.size(dir.resolve("0.log.1"))).isLessThanOrEqualTo(1000);
        List<String> rest = texts(cursor.read(1000));
        assertThat(rest).endsWith("line 498", "line 499").hasSizeLessThan(100);
    }
}
