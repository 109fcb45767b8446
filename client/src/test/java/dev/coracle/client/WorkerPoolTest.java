package dev.coracle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.clock.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void aLoopWithManyKeysLeavesRoomForOneWithFew() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (WorkerPool pool = new WorkerPool("test", clock, 1);
                ReconcileLoop<Integer> many = pool.loop("many", 5, key -> note(order, "many"));
                ReconcileLoop<Integer> few = pool.loop("few", 5, key -> note(order, "few"))) {
            IntStream.range(0, 100).forEach(many.queue()::add);
            IntStream.range(0, 3).forEach(few.queue()::add);

            many.start();
            few.start();

            await().until(() -> order.size() == 103);
            assertThat(order.lastIndexOf("few")).isLessThan(10);
        }
    }

    private static Outcome note(List<String> order, String loop) {
        order.add(loop);
        return Outcome.done();
    }

    @Test
    void aLoopTakesNoMoreThreadsThanItMay() {
        AtomicInteger inside = new AtomicInteger();
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch two = new CountDownLatch(2);
        try (WorkerPool pool = new WorkerPool("test", clock, 8);
                ReconcileLoop<Integer> loop = pool.loop("loop", 2, key -> {
                    seen.add(inside.incrementAndGet());
                    two.countDown();
                    two.await();
                    inside.decrementAndGet();
                    return Outcome.done();
                })) {
            IntStream.range(0, 50).forEach(loop.queue()::add);
            loop.start();

            await().until(() -> loop.queue().size() == 0 && inside.get() == 0);

            assertThat(seen).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void closingOneLoopInterruptsItsKeysAndNotThoseOfAnother() {
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger through = new AtomicInteger();
        Reconciler<String> waits = key -> {
            entered.countDown();
            try {
                go.await();
                through.incrementAndGet();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
            return Outcome.done();
        };
        try (WorkerPool pool = new WorkerPool("test", clock, 2);
                ReconcileLoop<String> first = pool.loop("first", 1, waits);
                ReconcileLoop<String> second = pool.loop("second", 1, waits)) {
            first.queue().add("a");
            second.queue().add("a");
            first.start();
            second.start();
            await().until(() -> entered.getCount() == 0);

            first.close();

            assertThat(interrupted).hasValue(1);
            go.countDown();
            await().until(() -> through.get() == 1);
            second.queue().add("b");
            await().until(() -> through.get() == 2);
        }
    }

    @Test
    void manyLoopsAndThreadsLoseNoKeyAndRunNoneTwiceAtOnce() {
        Set<String> running = ConcurrentHashMap.newKeySet();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger clashes = new AtomicInteger();
        List<ReconcileLoop<Integer>> loops = new ArrayList<>();
        try (WorkerPool pool = new WorkerPool("test", clock, 6)) {
            for (int i = 0; i < 10; i++) {
                String name = "loop" + i;
                loops.add(pool.loop(name, 1 + i % 4, key -> {
                    String id = name + key;
                    if (!running.add(id)) {
                        clashes.incrementAndGet();
                    }
                    running.remove(id);
                    seen.add(id);
                    return Outcome.done();
                }));
            }
            loops.forEach(ReconcileLoop::start);
            IntStream.range(0, 20_000)
                    .parallel()
                    .forEach(i -> loops.get(i % 10).queue().add(i / 10 % 200));

            await().until(() -> seen.size() == 2000
                    && loops.stream().allMatch(loop -> loop.queue().size() == 0));
            loops.forEach(ReconcileLoop::close);
        }
        assertThat(clashes).hasValue(0);
    }
}
