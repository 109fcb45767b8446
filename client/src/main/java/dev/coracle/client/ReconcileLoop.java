package dev.coracle.client;

import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of every controller: workers take keys from a {@link WorkQueue} and reconcile them, each key by one worker
 * at a time. What fails, whatever it throws, is logged here, once, and comes back with a back-off. Its own state is guarded by
 * its monitor, under which nothing is called.
 */
public final class ReconcileLoop<K> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

    /** How long {@link #close} waits for workers that are in the middle of a request. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    /** What is not found so often in a row has not just been deleted. */
    private static final int VANISHED = 5;

    private final String name;
    private final Threads threads;
    private final int concurrency;
    private final WorkQueue<K> queue;
    private final Reconciler<K> reconciler;
    /** The threads that have a key of this loop. */
    private final Set<Thread> busy = new HashSet<>();

    /** Open once the loop is closed and the last of them is through. */
    private final CountDownLatch drained = new CountDownLatch(1);

    private boolean started;
    private boolean closed;
    /** A turn has been asked for and has not begun. */
    private boolean waiting;

    /** With threads of its own, which go when there is nothing to do. The name appears in the log and in the threads' names. */
    public ReconcileLoop(String name, Clock clock, int workers, Reconciler<K> reconciler) {
        this(name, new Threads(new WorkerPool(name, clock, workers), true), workers, reconciler);
    }

    ReconcileLoop(String name, WorkerPool pool, int concurrency, Reconciler<K> reconciler) {
        this(name, new Threads(pool, false), concurrency, reconciler);
    }

    private ReconcileLoop(String name, Threads threads, int concurrency, Reconciler<K> reconciler) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("workers of " + name + " must be at least 1, not " + concurrency);
        }
        this.name = name;
        this.threads = threads;
        this.concurrency = concurrency;
        this.reconciler = reconciler;
        queue = new WorkQueue<>(threads.pool.clock(), this::wake);
    }

    /** May be called before {@link #start}; the keys wait. */
    public WorkQueue<K> queue() {
        return queue;
    }

    public void start() {
        synchronized (this) {
            started = true;
        }
        wake();
    }

    /** Asks for a turn if there is a key for it. Called after each change that may call for one, so none is missed. */
    private void wake() {
        if (queue.size() == 0) {
            return;
        }
        synchronized (this) {
            if (!started || closed || waiting || busy.size() >= concurrency) {
                return;
            }
            waiting = true;
        }
        threads.pool.execute(this::takeTurn);
    }

    private void takeTurn() {
        synchronized (this) {
            waiting = false;
            if (closed) {
                return;
            }
            busy.add(Thread.currentThread());
        }
        try {
            Optional<K> key = queue.poll();
            wake(); // For the next key, behind the turns of other loops.
            if (key.isPresent()) {
                process(key.get());
            }
        } finally {
            synchronized (this) {
                busy.remove(Thread.currentThread());
                if (closed && busy.isEmpty()) {
                    drained.countDown();
                }
            }
            if (Thread.interrupted()) {
                log.debug("{}: interrupted", name); // By our close; the thread belongs to others too.
            }
            wake();
        }
    }

    private void process(K key) {
        try {
            Outcome outcome = reconciler.reconcile(key);
            if (outcome == Outcome.Retry.INSTANCE) {
                queue.addRateLimited(key);
                return;
            }
            queue.forget(key);
            if (outcome instanceof Outcome.RequeueAfter again) {
                queue.addAfter(key, again.delay());
            }
        } catch (Throwable e) {
            report(key, e);
            queue.addRateLimited(key);
        } finally {
            queue.done(key);
        }
    }

    /**
     * A lost race is everyday business, and so is what vanishes between a look at the cache and the request; during {@link
     * #close} every request fails and nobody wants to read it.
     */
    private void report(K key, Throwable e) {
        if (isClosed() || isEveryday(key, e)) {
            log.debug("{}: {} will be tried again", name, key, e);
        } else if (e instanceof Error) {
            log.error("{}: {} failed and will be tried again", name, key, e);
        } else if (e instanceof KubernetesClientException) {
            log.warn("{}: {} failed and will be tried again: {}", name, key, e.getMessage());
        } else {
            log.warn("{}: {} failed and will be tried again", name, key, e);
        }
    }

    private boolean isEveryday(K key, Throwable e) {
        return e instanceof KubernetesClientException api
                && (api.getCode() == HttpURLConnection.HTTP_CONFLICT
                        || (api.getCode() == HttpURLConnection.HTTP_NOT_FOUND && queue.failures(key) < VANISHED));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Stops taking keys, interrupts what runs and waits up to two seconds for it. Idempotent. */
    @Override
    public void close() {
        queue.close();
        synchronized (this) {
            closed = true;
            busy.forEach(Thread::interrupt);
            if (busy.isEmpty()) {
                drained.countDown();
            }
        }
        try {
            if (!drained.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{}: workers still busy after {}", name, CLOSE_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (threads.own) {
            threads.pool.close();
        }
    }

    /** Where it works, and whether that is to be closed with it. */
    private record Threads(WorkerPool pool, boolean own) {}
}
