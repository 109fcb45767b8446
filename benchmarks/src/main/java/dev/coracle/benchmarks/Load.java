package dev.coracle.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** A closed loop: so many callers, each of which starts its next request when the last one is answered. */
final class Load {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Load() {}

    /** One request; the future fails when the answer was not the expected one. */
    interface Request {
        CompletableFuture<?> send();
    }

    /**
     * Requests per second, the median of the rounds.
     *
     * @param request the request of the caller with this number
     */
    static double perSecond(BenchOptions options, int callers, IntFunction<Request> request)
            throws InterruptedException {
        run(options.warmUp(), callers, request);
        double[] rounds = new double[options.rounds()];
        for (int i = 0; i < rounds.length; i++) {
            rounds[i] = run(options.counted(), callers, request);
        }
        Arrays.sort(rounds);
        return rounds[rounds.length / 2];
    }

    private static double run(Duration duration, int callers, IntFunction<Request> request)
            throws InterruptedException {
        AtomicLong answered = new AtomicLong();
        AtomicInteger open = new AtomicInteger(callers);
        CompletableFuture<Void> done = new CompletableFuture<>();
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        for (int i = 0; i < callers; i++) {
            new Caller(request.apply(i), end, answered, open, done).next();
        }
        try {
            done.get(duration.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the load did not run to its end", e);
        }
        return answered.get() * 1e9 / (System.nanoTime() - start);
    }

    private record Caller(
            Request request, long end, AtomicLong answered, AtomicInteger open, CompletableFuture<Void> done) {
        void next() {
            request.send().whenComplete((answer, failure) -> {
                if (failure != null) {
                    done.completeExceptionally(failure);
                    return;
                }
                answered.incrementAndGet();
                if (System.nanoTime() < end) {
                    next();
                } else if (open.decrementAndGet() == 0) {
                    done.complete(null);
                }
            });
        }
    }
}
