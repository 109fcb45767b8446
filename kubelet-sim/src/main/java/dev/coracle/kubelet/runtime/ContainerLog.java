package dev.coracle.kubelet.runtime;

/** The output of one container, bounded: when it grows too large the oldest lines go. Safe for use from any thread. */
public interface ContainerLog {
    /** A reader that begins at the oldest line kept. */
    LogCursor open();

    /** Calls {@code listener} after each append and at the end, on the appending thread; close what is returned. */
    Subscription onAppend(Runnable listener);

    /** Whether everything there will ever be has been appended. */
    boolean isComplete();

    /** Ends a subscription. Idempotent. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
