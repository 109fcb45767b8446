package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.clock.ManualClock;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final WorkQueue<String> queue = new WorkQueue<>(clock);

    @Test
    void aKeyWaitsOnceHoweverOftenItIsAdded() throws InterruptedException {
        queue.add("a");
        queue.add("b");
        queue.add("a");

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.take()).contains("a");
        assertThat(queue.take()).contains("b");
    }

    @Test
    void aKeyAddedWhileProcessedRunsAgainAfterDone() throws InterruptedException {
        queue.add("a");
        queue.take();
        queue.add("a");
        queue.add("a");
        assertThat(queue.size()).isZero();

        queue.done("a");

        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.take()).contains("a");
        queue.done("a");
        assertThat(queue.size()).isZero();
    }

    @Test
    void aWorkerWorksOnTheNewestChangeThatItsKeyWasAddedFor() throws InterruptedException {
        Cause.following(pod("7"), () -> queue.add("a"));
        Cause.following(pod("8"), () -> queue.add("a"));
        Cause.following(pod("9"), () -> queue.addAfter("b", Duration.ofSeconds(1)));
        queue.add("c");
        clock.advance(Duration.ofSeconds(1));

        List<String> causes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String key = queue.take().orElseThrow();
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
    void aDelayWorksAgainAfterItHasFired() throws InterruptedException {
        queue.addAfter("a", Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        queue.take();
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
    void closeReleasesWhoWaitsAndDropsWhatIsDelayed() {
        CompletableFuture<Optional<String>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        queue.addAfter("a", Duration.ofSeconds(1));

        queue.close();

        await().untilAsserted(() -> assertThat(waiting).isCompletedWithValue(Optional.empty()));
        clock.advance(Duration.ofSeconds(2));
        assertThat(queue.size()).isZero();
    }
}
