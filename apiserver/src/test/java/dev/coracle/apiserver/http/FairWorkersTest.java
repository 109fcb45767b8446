package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairWorkersTest {
    private final FairWorkers workers = new FairWorkers(1, 100);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void lanesTakeTurnsAndEachKeepsItsOrder() throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(4);
        Executor greedy = workers.lane("greedy");
        Executor modest = workers.lane("modest");
        greedy.execute(() -> await(begin));
        for (String name : List.of("g1", "g2", "g3")) {
            greedy.execute(() -> note(name, end));
        }
        modest.execute(() -> note("m1", end));
        begin.countDown();
        end.await();

        assertThat(order).containsExactly("m1", "g1", "g2", "g3");
    }

    @Test
    void aTaskThatFailsHoldsUpNobody() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Executor lane = workers.lane("a");
        lane.execute(() -> {
            throw new IllegalStateException("as planned");
        });
        lane.execute(() -> note("after", end));
        end.await();

        assertThat(order).containsExactly("after");
    }

    @Test
    void bodiesAreCountedByTheirBytes() {
        assertThat(workers.reserve(60)).isTrue();
        assertThat(workers.reserve(60)).isFalse();
        workers.release(60);
        assertThat(workers.reserve(1000)).as("one alone always fits").isTrue();
    }

    private void note(String name, CountDownLatch end) {
        order.add(name);
        end.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
