package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconcileLoopTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void aFailureComesBackWithABackOffAndASuccessResetsIt() {
        AtomicInteger calls = new AtomicInteger();
        try (ReconcileLoop<String> loop = new ReconcileLoop<>("test", clock, 1, key -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return Outcome.done();
        })) {
            loop.queue().add("a");
            loop.start();
            await().until(() -> loop.queue().failures("a") == 1);
            assertThat(calls).hasValue(1);

            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                clock.advance(Duration.ofSeconds(1));
                return calls.get() == 3 && loop.queue().failures("a") == 0;
            });
        }
    }

    @Test
    void anOutcomeMayAskForAnotherLookLater() {
        AtomicInteger calls = new AtomicInteger();
        try (ReconcileLoop<String> loop = new ReconcileLoop<>("test", clock, 1, key -> {
            calls.incrementAndGet();
            return Outcome.requeueAfter(Duration.ofMinutes(10));
        })) {
            loop.queue().add("a");
            loop.start();
            await().until(() -> calls.get() == 1);

            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                clock.advance(Duration.ofMinutes(10));
                return calls.get() >= 2;
            });
        }
    }

    @Test
    void oneKeyIsNeverWithTwoWorkers() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        try (ReconcileLoop<String> loop = new ReconcileLoop<>("test", clock, 4, key -> {
            seen.add(inside.incrementAndGet());
            calls.incrementAndGet();
            inside.decrementAndGet();
            return Outcome.done();
        })) {
            loop.start();
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                loop.queue().add("a");
                return calls.get() > 50;
            });
        }
        assertThat(seen).containsOnly(1);
    }

    @Test
    void anErrorIsSurvivedLikeAnyOtherFailure() {
        AtomicInteger calls = new AtomicInteger();
        try (ReconcileLoop<String> loop = new ReconcileLoop<>("test", clock, 1, key -> {
            switch (calls.incrementAndGet()) {
                case 1 -> throw new StackOverflowError("of one");
                case 2 -> throw new NoClassDefFoundError("dev/coracle/Gone");
                case 3 -> throw new InterruptedException("somebody else's");
                default -> {
                    return Outcome.done();
                }
            }
        })) {
            loop.queue().add("a");
            loop.start();
            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                clock.advance(Duration.ofSeconds(1));
                return calls.get() == 4 && loop.queue().failures("a") == 0;
            });
        }
    }

    @Test
    void whatIsRetriedComesBackWithABackOff() {
        AtomicInteger calls = new AtomicInteger();
        try (ReconcileLoop<String> loop = new ReconcileLoop<>("test", clock, 1, key -> {
            calls.incrementAndGet();
            return Outcome.retry();
        })) {
            loop.queue().add("a");
            loop.start();
            await().until(() -> loop.queue().failures("a") == 1);
            assertThat(calls).hasValue(1);
            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                clock.advance(Duration.ofSeconds(1));
                return calls.get() >= 3;
            });
        }
    }

    @Test
    void closeInterruptsAWorkerThatWaits() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        ReconcileLoop<String> loop = new ReconcileLoop<>("test", clock, 1, key -> {
            entered.countDown();
            try {
                clock.sleep(Duration.ofHours(1));
            } finally {
                interrupted.countDown();
            }
            return Outcome.done();
        });
        loop.queue().add("a");
        loop.start();
        await().until(() -> entered.getCount() == 0);

        loop.close();
        loop.close();

        assertThat(interrupted.getCount()).isZero();
    }
}
