package dev.coracle.apiserver.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteThreadsTest {
    private final ExecutorService pool = WriteThreads.pool();
    private final CountDownLatch slow = new CountDownLatch(1);

    @AfterEach
    void close() {
        slow.countDown();
        pool.shutdownNow();
    }

    private CompletableFuture<Void> wait(AtomicInteger running) {
        running.incrementAndGet();
        try {
            slow.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Test
    void oneResourceThatIsSlowLeavesThreadsForTheOthers() {
        WriteThreads webhook = new WriteThreads("slow", pool);
        AtomicInteger running = new AtomicInteger();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(webhook.run(steps -> wait(running)));
        }

        String other = new WriteThreads("other", pool)
                .run(steps -> CompletableFuture.completedFuture("done"))
                .join();

        assertThat(other).isEqualTo("done");
        assertThat(running.get()).isLessThanOrEqualTo(8);
        slow.countDown();
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
        assertThat(running).hasValue(100);
    }

    @Test
    void refusesWhatIsTooMuch() {
        WriteThreads webhook = new WriteThreads("slow", pool);
        AtomicInteger running = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            CompletableFuture<Void> unused = webhook.run(steps -> wait(running));
        }

        assertThatThrownBy(() -> webhook.run(steps -> wait(running)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("more than 1000 writes of slow are under way");
    }

    @Test
    void aStepThatThrowsCostsNoThread() {
        WriteThreads broken = new WriteThreads("broken", pool);
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> broken.<Void>run(steps -> {
                                throw new IllegalStateException("broken");
                            })
                            .join())
                    .hasMessageContaining("broken");
        }

        assertThat(broken.run(steps -> CompletableFuture.completedFuture("done"))
                        .join())
                .isEqualTo("done");
    }
}
