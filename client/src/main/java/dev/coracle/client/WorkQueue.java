package dev.coracle.client;

import dev.coracle.clock.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The queue between informers and workers, with client-go's semantics: a key waits at most once however often it is
 * added; a key added while a worker has it runs again after {@link #done}, never at the same time.
 *
 * <p>Bounded by the number of distinct keys, which is the number of objects that exist (or did, a moment ago), not by
 * the number of events. Guarded by its own monitor, under which nobody is called; timers are on the injected clock.
 */
public final class WorkQueue<K> implements AutoCloseable {
    private final Clock clock;
    private final Runnable onReady;
    private final RetryDelays<K> delays;
    /** In order of arrival; exactly the keys that are dirty and not processing. */
    private final Queue<K> ready = new ArrayDeque<>();

    private final Set<K> dirty = new HashSet<>();
    private final Set<K> processing = new HashSet<>();
    private final Map<K, Delayed> delayed = new HashMap<>();
    /** Of the dirty keys, as far as known, the {@link Cause} of the last adding. */
    private final Map<K, String> causes = new HashMap<>();

    private boolean closed;

    /** @param onReady is called, on any thread, whenever a key has become ready to be taken; must not block */
    WorkQueue(Clock clock, Runnable onReady) {
        this.clock = clock;
        this.onReady = onReady;
        delays = new RetryDelays<>(clock);
    }

    public void add(K key) {
        add(key, Cause.current());
    }

    private void add(K key, @Nullable String cause) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (cause != null) {
                causes.put(key, cause);
            }
            if (!dirty.add(key) || processing.contains(key)) {
                return;
            }
            ready.add(key);
        }
        onReady.run();
    }

    /** Adds the key once {@code delay} has passed; of two delays for a key the earlier end counts. */
    public void addAfter(K key, Duration delay) {
        if (delay.isNegative() || delay.isZero()) {
            add(key);
            return;
        }
        synchronized (this) {
            long due = clock.nanoTime() + delay.toNanos();
            Delayed earlier = delayed.get(key);
            if (closed || (earlier != null && earlier.due - due <= 0)) {
                return;
            }
            if (earlier != null) {
                earlier.timer.close();
            }
            String cause = Cause.current();
            Clock.Timer timer = clock.schedule(delay, Runnable::run, () -> addDelayed(key, due, cause));
            delayed.put(key, new Delayed(due, timer));
        }
    }

    private void addDelayed(K key, long due, @Nullable String cause) {
        synchronized (this) {
            Delayed current = delayed.get(key);
            if (current != null && current.due == due) {
                delayed.remove(key);
            }
        }
        add(key, cause);
    }

    /** Adds the key after the back-off its failures have earned it. */
    public void addRateLimited(K key) {
        addAfter(key, delays.next(key));
    }

    /** Resets the key's back-off; to be called once it went well or is given up. */
    public void forget(K key) {
        delays.forget(key);
    }

    /** How often the key was added rate limited since it was last forgotten. */
    public int failures(K key) {
        return delays.failures(key);
    }

    /**
     * The key that has been ready for longest, if there is one. Every key taken must be given back with {@link #done}, by
     * the thread that took it: meanwhile it works on the {@link Cause} of the key.
     */
    synchronized Optional<K> poll() {
        K key = ready.poll();
        if (key == null) {
            return Optional.empty();
        }
        dirty.remove(key);
        processing.add(key);
        Cause.set(causes.remove(key));
        return Optional.of(key);
    }

    /** The worker is through with the key; if it was added meanwhile it becomes ready again. */
    void done(K key) {
        Cause.set(null);
        synchronized (this) {
            processing.remove(key);
            if (closed || !dirty.contains(key)) {
                return;
            }
            ready.add(key);
        }
        onReady.run();
    }

    /** Keys ready to be taken. */
    public synchronized int size() {
        return ready.size();
    }

    /** Drops what waits; nothing becomes ready any more. */
    @Override
    public synchronized void close() {
        closed = true;
        ready.clear();
        dirty.clear();
        causes.clear();
        delayed.values().forEach(d -> d.timer.close());
        delayed.clear();
    }

    private record Delayed(long due, Clock.Timer timer) {}
}
