package dev.coracle.apiserver.cache;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One watch's queue between the store's writer thread, which offers, and the watch's event loop, which polls. Selectors
 * are applied when polling, so that the writer never parses. Guarded by its own monitor; nothing is called under it.
 */
public final class Watcher implements AutoCloseable {
    /** How a watch stands. */
    public enum State {
        /** Events come. */
        LIVE,
        /** It fell behind by more than its queue holds; the client has to list again. */
        TOO_SLOW,
        /** What it asked to catch up on is no longer, or not entirely, retained: 410. */
        EXPIRED,
        /** Closed, or the store was. */
        CLOSED
    }

    private final ResourceCache cache;
    private final Scope scope;
    private final Executor context;
    private final Runnable onReady;
    private final CacheOptions.Bound bound;
    private final ArrayDeque<Change> queue = new ArrayDeque<>();
    private boolean wakeUpDue;
    /** Whether the change at the head of the queue waits for another process. */
    private boolean preparing;

    private State state = State.LIVE;
    private boolean caughtUp;
    /** Room for what it catches up on, which {@link CacheOptions#replayed} bounds, and then for the bound itself. */
    private int limit = Integer.MAX_VALUE;

    private long bytesLimit = Long.MAX_VALUE;
    private long bytes;

    private long progress;

    Watcher(ResourceCache cache, Scope scope, long after, Executor context, Runnable onReady) {
        this.cache = cache;
        this.scope = scope;
        this.progress = after;
        this.bound = cache.options().waiting();
        this.context = context;
        this.onReady = onReady;
    }

    /** The next event, or null when none is waiting now. To be called on the watch's context. */
    public @Nullable WatchEvent poll() {
        while (true) {
            long current = cache.revision();
            Change change;
            boolean ready;
            synchronized (this) {
                change = queue.peek();
                if (change == null) {
                    wakeUpDue = false;
                    if (caughtUp && state == State.LIVE) {
                        progress = Math.max(progress, current);
                    }
                    return null;
                }
                if (preparing) {
                    return null;
                }
                ready = change.isReady(scope);
                if (ready) {
                    queue.remove();
                    bytes -= change.bytes();
                    progress = Math.max(progress, change.revision());
                } else {
                    preparing = true;
                }
            }
            if (!ready) {
                prepare(change);
                return null;
            }
            WatchEvent event = change.seenBy(scope);
            if (event != null) {
                return event;
            }
        }
    }

    /** A change that cannot be converted ends the watch without a word, as upstream's cache does with its watches. */
    private void prepare(Change change) {
        CompletableFuture<Void> unused = change.prepare(scope).whenComplete((done, thrown) -> {
            synchronized (this) {
                preparing = false;
                if (thrown != null && state == State.LIVE) {
                    state = State.CLOSED;
                    queue.clear();
                    bytes = 0;
                }
            }
            wake();
        });
    }

    /** Every event up to this revision has been polled. */
    public synchronized long progress() {
        return progress;
    }

    /** Once {@link #poll} finds nothing: whether anything will follow. */
    public synchronized State state() {
        return state;
    }

    /**
     * Adds changes in order; called by one thread at a time.
     *
     * @return whether the caller has to {@link #wake} the watch, once it holds no lock that the watch's loop may want
     */
    synchronized boolean offer(Collection<Change> changes) {
        if (state != State.LIVE) {
            return false;
        }
        for (Change change : changes) {
            if (scope.contains(change.key())) {
                queue.add(change);
                bytes += change.bytes();
            }
        }
        if (queue.size() > limit || (queue.size() > 1 && bytes > bytesLimit)) {
            queue.clear();
            bytes = 0;
            state = State.TOO_SLOW;
        } else if (queue.isEmpty()) {
            return false;
        }
        if (wakeUpDue) {
            return false;
        }
        wakeUpDue = true;
        return true;
    }

    /** From here on {@link #progress} may follow the store's revision. */
    synchronized void caughtUp() {
        caughtUp = true;
        limit = queue.size() + bound.count();
        bytesLimit = bytes + bound.bytes();
    }

    void end(State reason) {
        synchronized (this) {
            if (state != State.LIVE) {
                return;
            }
            state = reason;
        }
        wake();
    }

    void wake() {
        context.execute(onReady);
    }

    @Override
    public void close() {
        synchronized (this) {
            state = State.CLOSED;
            queue.clear();
        }
        cache.forget(this);
    }
}
