package dev.coracle.storage;

/** A running watch. */
public interface Watch extends AutoCloseable {
    /**
     * Ends the watch: no call to its listener begins after this returns. Waits for a call in progress on another
     * thread, so never close while holding a lock the listener takes. Idempotent.
     */
    @Override
    void close();
}
