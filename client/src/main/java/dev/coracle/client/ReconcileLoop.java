package dev.coracle.client;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of every controller: workers take keys from a {@link WorkQueue} and reconcile them, each key by one worker
 * at a time. What fails is logged here, once, and comes back with a back-off.
 */
public final class ReconcileLoop<K> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

    /** How long {@link #close} waits for workers that are in the middle of a request. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final String name;
    private final WorkQueue<K> queue;
    private final Reconciler<K> reconciler;
    private final List<Thread> workers = new ArrayList<>();
    private final CountDownLatch running;

    /** The name appears in the log and in the threads' names. */
    public ReconcileLoop(String name, Clock clock, int workers, Reconciler<K> reconciler) {
        if (workers < 1) {
            throw new IllegalArgumentException("workers of " + name + " must be at least 1, not " + workers);
        }
        this.name = name;
        this.reconciler = reconciler;
        queue = new WorkQueue<>(clock);
        running = new CountDownLatch(workers);
        for (int i = 0; i < workers; i++) {
            Thread worker = new Thread(this::work, name + "-" + i);
            worker.setDaemon(true);
            this.workers.add(worker);
        }
    }

    /** May be called before {@link #start}; the keys wait. */
    public WorkQueue<K> queue() {
        return queue;
    }

    public void start() {
        workers.forEach(Thread::start);
    }

    private void work() {
        try {
            for (Optional<K> key = queue.take(); key.isPresent(); key = queue.take()) {
                process(key.get());
            }
        } catch (InterruptedException stopped) {
            log.debug("{}: worker interrupted", name);
            Thread.currentThread().interrupt();
        } finally {
            running.countDown();
        }
    }

    private void process(K key) throws InterruptedException {
        try {
            Outcome outcome = reconciler.reconcile(key);
            queue.forget(key);
            if (outcome instanceof Outcome.RequeueAfter again) {
                queue.addAfter(key, again.delay());
            }
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception e) {
            report(key, e);
            queue.addRateLimited(key);
        } finally {
            queue.done(key);
        }
    }

    /** A lost race is everyday business; during {@link #close} every request fails and nobody wants to read it. */
    private void report(K key, Exception e) {
        if (Thread.currentThread().isInterrupted() || isConflict(e)) {
            log.debug("{}: {} will be tried again", name, key, e);
        } else if (e instanceof KubernetesClientException) {
            log.warn("{}: {} failed and will be tried again: {}", name, key, e.getMessage());
        } else {
            log.warn("{}: {} failed and will be tried again", name, key, e);
        }
    }

    private static boolean isConflict(Exception e) {
        return e instanceof KubernetesClientException api && api.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    /** Stops taking keys, interrupts what runs and waits up to two seconds for it. Idempotent. */
    @Override
    public void close() {
        queue.close();
        boolean started = workers.get(0).getState() != Thread.State.NEW;
        workers.forEach(Thread::interrupt);
        try {
            if (started && !running.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{}: {} workers still busy after {}", name, running.getCount(), CLOSE_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
