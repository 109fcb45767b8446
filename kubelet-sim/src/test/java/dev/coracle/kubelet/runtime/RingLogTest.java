package dev.coracle.kubelet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RingLogTest {
    @Test
    void dropsTheOldestLinesAndSkipsThemForASlowReader() {
        RingLog log = new RingLog();
        LogCursor cursor = log.open();
        log.append(Instant.EPOCH, "first");
        assertThat(cursor.read(10)).hasSize(1);
        for (int i = 0; i < RingLog.MAX_LINES + 5; i++) {
            log.append(Instant.EPOCH, "line " + i);
        }
        assertThat(cursor.read(1).get(0).text()).isEqualTo("line 5");
        assertThat(log.open().read(5000)).hasSize(RingLog.MAX_LINES);
    }
}
