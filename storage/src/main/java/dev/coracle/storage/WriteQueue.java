package dev.coracle.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the writer thread: commits, bounded by number and by bytes, and the store's own tasks.
 *
 * <p>Guarded by its monitor. A task is a watch going live or a compaction, so there are never more than open watches
 * and callers blocked in {@code compact}.
 */
final class WriteQueue {
    /** A transaction and whom to tell. */
    record Commit(Transaction transaction, CompletableFuture<CommitResult> result) {}

    /** Everything that waited: the tasks, to be run first, and the commits in order. */
    record Work(List<Commit> commits, List<Runnable> tasks) {}

    private final int maxCommits;
    private final long maxBytes;
    private List<Commit> commits = new ArrayList<>();
    private List<Runnable> tasks = new ArrayList<>();
    private long bytes;
    private @Nullable StoreException closed;

    WriteQueue(int maxCommits, long maxBytes) {
        this.maxCommits = maxCommits;
        this.maxBytes = maxBytes;
    }

    /** Queues a commit, or says why it cannot. */
    synchronized @Nullable StoreException offer(Commit commit) {
        if (closed != null) {
            return closed;
        }
        long size = 0;
        for (Operation operation : commit.transaction().operations()) {
            size += operation instanceof Operation.Put put ? put.value().length : 0;
        }
        if (commits.size() >= maxCommits || (!commits.isEmpty() && bytes + size > maxBytes)) {
            return new StoreException.Overloaded("the write queue is full: " + commits.size() + " transactions of "
                    + bytes + " bytes wait; at most " + maxCommits + " of " + maxBytes + " bytes may");
        }
        commits.add(commit);
        bytes += size;
        notifyAll();
        return null;
    }

    /** Queues a task; false when the queue is closed. */
    synchronized boolean post(Runnable task) {
        if (closed != null) {
            return false;
        }
        tasks.add(task);
        notifyAll();
        return true;
    }

    /**
     * Waits for work and takes all of it; null once the queue is closed and empty.
     *
     * @param millis how long to wait before nothing is taken; 0 waits for ever
     */
    synchronized @Nullable Work take(long millis) throws InterruptedException {
        boolean waited = false;
        while (commits.isEmpty() && tasks.isEmpty() && !(waited && millis > 0)) {
            if (closed != null) {
                return null;
            }
            wait(millis);
            waited = true;
        }
        Work work = new Work(commits, tasks);
        commits = new ArrayList<>();
        tasks = new ArrayList<>();
        bytes = 0;
        return work;
    }

    /** Refuses whatever comes from now on. The first reason stays. */
    synchronized void close(StoreException reason) {
        if (closed == null) {
            closed = reason;
            notifyAll();
        }
    }
}
