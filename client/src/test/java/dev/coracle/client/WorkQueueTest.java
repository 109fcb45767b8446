package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.clock.ManualClock;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger wakes = new AtomicInteger();
    private final WorkQueue<String> queue = new WorkQueue<>(clock, wakes::incrementAndGet);

    @Test
    void aKeyWaitsOnceHoweverOftenItIsAdded() {
        queue.add("a");
        queue.add("b");
        queue.add("a");

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.poll()).contains("a");
        assertThat(queue.poll()).contains("b");
    }

    @Test
    void aKeyAddedWhileProcessedRunsAgainAfterDone() {
        queue.add("a");
        queue.poll();
        queue.add("a");
        queue.add("a");
        assertThat(queue.size()).isZero();

        queue.done("a");

        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.poll()).contains("a");
        queue.done("a");
        assertThat(queue.size()).isZero();
    }

    @Test
    void aWorkerWorksOnTheNewestChangeThatItsKeyWasAddedFor() {
        Cause.following(pod("7"), () -> queue.add("a"));
        Cause.following(pod("8"), () -> queue.add("a"));
        Cause.following(pod("9"), () -> queue.addAfter("b", Duration.ofSeconds(1)));
        queue.add("c");
        clock.advance(Duration.ofSeconds(1));

        List<String> causes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String key = queue.poll().orElseThrow();
            causes.add(key + Cause.current());
            queue.done(key);
            assertThat(Cause.current()).isNull();
        }

        assertThat(causes).containsExactly("a8", "cnull", "b9");
    }

    private static Pod pod(String resourceVersion) {
        return new PodBuilder()
                .withNewMetadata()
                .withResourceVersion(resourceVersion)
                .endMetadata()
                .build();
    }

    @Test
    void ofTwoDelaysTheEarlierEndCounts() {
        queue.addAfter("a", Duration.ofSeconds(10));
        queue.addAfter("a", Duration.ofSeconds(2));
        queue.addAfter("a", Duration.ofSeconds(5));

        clock.advance(Duration.ofMillis(1999));
        assertThat(queue.size()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void aDelayWorksAgainAfterItHasFired() {
        queue.addAfter("a", Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        queue.poll();
        queue.done("a");

        queue.addAfter("a", Duration.ofSeconds(3));
        clock.advance(Duration.ofSeconds(3));

        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void failuresDoubleTheDelayUntilForgotten() {
        RetryDelays<String> delays = new RetryDelays<>(clock);

        assertThat(delays.next("a")).isEqualTo(Duration.ofMillis(5));
        assertThat(delays.next("a")).isEqualTo(Duration.ofMillis(10));
        assertThat(delays.next("a")).isEqualTo(Duration.ofMillis(20));
        assertThat(delays.failures("a")).isEqualTo(3);
        delays.forget("a");
        assertThat(delays.next("a")).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void theDelayEndsAtAThousandSeconds() {
        RetryDelays<String> delays = new RetryDelays<>(clock);
        Duration last = Duration.ZERO;
        for (int i = 0; i < 70; i++) {
            last = delays.next("a");
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(last).isEqualTo(Duration.ofSeconds(1000));
    }

    @Test
    void aFloodOfFailingKeysIsHeldToTenASecond() {
        RetryDelays<Integer> delays = new RetryDelays<>(clock);
        Duration last = Duration.ZERO;
        for (int i = 0; i < 120; i++) {
            last = delays.next(i);
        }
        assertThat(last).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void itSaysWhenAKeyBecomesReadyAndOnlyThen() {
        queue.add("a");
        queue.add("a");
        assertThat(wakes).hasValue(1);
        queue.poll();
        queue.add("a");
        assertThat(wakes).hasValue(1);

        queue.done("a");

        assertThat(wakes).hasValue(2);
        assertThat(queue.poll()).contains("a");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void closeDropsWhatWaitsAndWhatIsDelayed() {
        queue.add("a");
        queue.addAfter("b", Duration.ofSeconds(1));

        queue.close();

        clock.advance(Duration.ofSeconds(2));
        queue.add("c");
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.size()).isZero();
    }
}
