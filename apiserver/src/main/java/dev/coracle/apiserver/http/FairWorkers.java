package dev.coracle.apiserver.http;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work that would hold up an event loop. Whoever has work has a lane: one task of a lane runs at a time, in
 * their order, and lanes take turns, so that a thousand large bodies of one connection hold up only that connection.
 * Bodies that wait are counted by their bytes. Guarded by its monitor; tasks run outside of it.
 */
final class FairWorkers implements AutoCloseable {
    private final long maxBytes;
    private final ThreadPoolExecutor threads;
    private final Map<Object, Lane> lanes = new HashMap<>();
    private long bytes;

    /**
     * Threads that come with the first task and go when idle.
     *
     * @param maxBytes of bodies that are waiting or being worked on
     */
    FairWorkers(int size, long maxBytes) {
        this.maxBytes = maxBytes;
        // Bounded by the lanes: each is in it at most once.
        this.threads = new ThreadPoolExecutor(
                size, size, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FairWorkers::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable runnable) {
        Thread thread = new Thread(runnable, "coracle-body");
        thread.setDaemon(true);
        return thread;
    }

    /** What waits of one owner. */
    private static final class Lane {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
    }

    /**
     * Where the further steps of an owner's work run.
     *
     * @param owner a connection
     */
    Executor lane(Object owner) {
        return task -> execute(owner, task);
    }

    /**
     * Makes room for a body, until {@link #release}.
     *
     * @return false when too many bytes wait already
     */
    synchronized boolean reserve(long size) {
        if (bytes > 0 && bytes + size > maxBytes) {
            return false;
        }
        bytes += size;
        return true;
    }

    synchronized void release(long size) {
        bytes -= size;
    }

    private synchronized void execute(Object owner, Runnable task) {
        Lane lane = lanes.get(owner);
        if (lane == null) {
            lane = new Lane();
            lanes.put(owner, lane);
            lane.tasks.add(task);
            turn(owner, lane);
        } else {
            lane.tasks.add(task);
        }
    }

    private void turn(Object owner, Lane lane) {
        try {
            threads.execute(() -> runOne(owner, lane));
        } catch (RejectedExecutionException closed) {
            lanes.remove(owner); // the server ends, and nobody waits for an answer any more
        }
    }

    private void runOne(Object owner, Lane lane) {
        Runnable task;
        synchronized (this) {
            task = lane.tasks.remove();
        }
        try {
            task.run();
        } finally {
            synchronized (this) {
                if (lane.tasks.isEmpty()) {
                    lanes.remove(owner);
                } else {
                    turn(owner, lane);
                }
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
