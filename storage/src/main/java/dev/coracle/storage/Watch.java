package dev.coracle.storage;

/** A running watch. */
public interface Watch extends AutoCloseable {
    /** Ends the watch: no call to its listener begins after this returns. Idempotent. */
    @Override
    void close();
}
