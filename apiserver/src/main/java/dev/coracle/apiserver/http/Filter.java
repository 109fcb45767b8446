package dev.coracle.apiserver.http;

/**
 * Something that every request passes on its way to what serves it: it looks, adds to the exchange's scope, refuses by an
 * exception, answers by itself, or hands on. Called on the exchange's event loop, which it must not block; who waits for
 * something hands on later, from {@link Exchange#whenDone}. Safe for threads.
 */
@FunctionalInterface
public interface Filter {
    void handle(Exchange exchange, Next next);

    /** The rest of the way. */
    @FunctionalInterface
    interface Next {
        void handle(Exchange exchange);
    }
}
