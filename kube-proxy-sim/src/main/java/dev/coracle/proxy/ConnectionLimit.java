package dev.coracle.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the open connections of one Service port against its bound. Safe from any thread: who sees the bound reached
 * stops accepting and then asks {@link #hasRoom} once more, so a connection that ended in between is not missed.
 */
final class ConnectionLimit {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionLimit(int max) {
        this.max = max;
    }

    /** Counts one more; false once the bound is reached. A batch the kernel handed over together may exceed it. */
    boolean opened() {
        return open.incrementAndGet() < max;
    }

    /** Counts one less; true if that made the first room at a full bound. */
    boolean closed() {
        return open.decrementAndGet() == max - 1;
    }

    boolean hasRoom() {
        return open.get() < max;
    }
}
