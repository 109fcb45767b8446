package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.request.RequestScope;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who waits for a write.
 *
 * @param scope whose request it is
 * @param executor runs the write's steps one at a time; never in place, where it would hold up the store's writer thread
 * @param warnings takes texts for the client; called by the write's steps
 */
public record Caller(RequestScope scope, Executor executor, Consumer<String> warnings) {
    /** The same with its steps somewhere else. */
    Caller on(Executor other) {
        return new Caller(scope, other, warnings);
    }
}
