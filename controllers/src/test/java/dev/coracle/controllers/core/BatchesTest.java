package dev.coracle.controllers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.client.WorkerPool;
import dev.coracle.clock.ManualClock;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private final WorkerPool pool = new WorkerPool("test", new ManualClock(Instant.parse("2026-01-01T00:00:00Z")), 2);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void startsSlowlyAndStopsAfterTheFirstBatchWithAFailure() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();

        Batches.Progress progress = new Batches(pool, 4).slowStart(100, () -> {
            if (calls.incrementAndGet() > 3) {
                throw new IllegalStateException("no more");
            }
            return null;
        });

        assertThat(progress.attempted()).isEqualTo(7);
        assertThat(progress.succeeded()).isEqualTo(3);
        assertThat(progress.failure()).hasMessage("no more");
        assertThat(calls).hasValue(7);
    }

    @Test
    void asksOnceWhenTheAnswerIsNoAndForAllWhenItIsYes() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Batches.Progress refused = new Batches(pool, 4).slowStart(100, () -> {
            calls.incrementAndGet();
            throw new IllegalStateException("quota");
        });
        assertThat(calls).hasValue(1);
        assertThat(refused.succeeded()).isZero();

        calls.set(0);
        Batches.Progress granted = new Batches(pool, 4).slowStart(100, calls::incrementAndGet);
        assertThat(calls).hasValue(100);
        assertThat(granted.failure()).isNull();
    }

    @Test
    void allIsDoneThoughEveryThreadOfThePoolIsBusy() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            pool.execute(() -> {
                busy.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        await().until(() -> busy.getCount() == 0);

        Batches.Progress progress = new Batches(pool, 16).all(Collections.nCopies(10, () -> null));

        assertThat(progress.succeeded()).isEqualTo(10);
        go.countDown();
    }

    @Test
    void freeThreadsHelp() throws InterruptedException {
        CyclicBarrier threeAtOnce = new CyclicBarrier(3);
        Callable<Integer> meets = () -> threeAtOnce.await(10, TimeUnit.SECONDS);

        assertThat(new Batches(pool, 3).all(Collections.nCopies(3, meets)).succeeded())
                .isEqualTo(3);
    }
}
