package dev.coracle.client;

import java.time.Duration;

/** What a reconciler asks for after it succeeded. A failure is an exception, and the key comes back with a back-off. */
public sealed interface Outcome {
    /** Nothing more to do until something changes. */
    static Outcome done() {
        return Done.INSTANCE;
    }

    /** Look again after {@code delay} even if nothing changes; the key's back-off is reset. */
    static Outcome requeueAfter(Duration delay) {
        return new RequeueAfter(delay);
    }

    /** Look again after the key's back-off, as after a failure, though nothing went wrong: what is waited for cannot be watched. */
    static Outcome retry() {
        return Retry.INSTANCE;
    }

    /** Nothing more to do until something changes. */
    enum Done implements Outcome {
        INSTANCE
    }

    /** Look again after the key's back-off. */
    enum Retry implements Outcome {
        INSTANCE
    }

    /** Look again after {@code delay}. */
    record RequeueAfter(Duration delay) implements Outcome {}
}
