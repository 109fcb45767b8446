package dev.coracle.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClockTest {
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private final ManualClock clock = new ManualClock(start);
    private final List<String> fired = new ArrayList<>();

    @Test
    void firesDueTasksInOrderAndSeesTheirOwnTime() {
        clock.schedule(Duration.ofSeconds(2), Runnable::run, () -> fired.add("b@" + clock.instant()));
        clock.schedule(Duration.ofSeconds(1), Runnable::run, () -> fired.add("a@" + clock.instant()));
        clock.schedule(Duration.ofSeconds(9), Runnable::run, () -> fired.add("late"));

        clock.advance(Duration.ofSeconds(5));

        assertThat(fired).containsExactly("a@2026-01-01T00:00:01Z", "b@2026-01-01T00:00:02Z");
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(5));
        assertThat(clock.nanoTime()).isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void firesWhatATaskSchedulesWithinTheSameAdvance() {
        clock.schedule(
                Duration.ofSeconds(1),
                Runnable::run,
                () -> clock.schedule(Duration.ofSeconds(1), Runnable::run, () -> fired.add("second")));

        clock.advance(Duration.ofSeconds(2));

        assertThat(fired).containsExactly("second");
    }

    @Test
    void aCancelledTimerDoesNotFire() {
        clock.schedule(Duration.ofSeconds(1), Runnable::run, () -> fired.add("never"))
                .close();

        clock.advance(Duration.ofSeconds(2));

        assertThat(fired).isEmpty();
    }

    @Test
    void everyFiresOncePerPeriodUntilClosed() {
        Clock.Timer timer = clock.every(Duration.ofSeconds(1), Runnable::run, () -> fired.add("tick"));

        clock.advance(Duration.ofSeconds(3));
        timer.close();
        clock.advance(Duration.ofSeconds(3));

        assertThat(fired).hasSize(3);
    }

    @Test
    void refusesToGoBack() {
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSystemClockFiresAndStopsFiringOnceClosed() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        try (Clock system = Clock.system()) {
            system.schedule(Duration.ofMillis(1), Runnable::run, latch::countDown);
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        }
        Clock closed = Clock.system();
        closed.close();
        closed.schedule(Duration.ZERO, Runnable::run, () -> fired.add("never"));
        assertThat(fired).isEmpty();
    }
}
