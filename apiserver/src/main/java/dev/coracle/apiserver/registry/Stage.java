package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.admission.InTurn;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One named step of a write. It changes the draft or refuses it, by an exception or as the failure of its future; one that
 * waits for nothing gives {@link InTurn#DONE}. Immutable.
 */
record Stage(String name, Function<Draft, CompletableFuture<Void>> step) {
    /** A stage that may have to wait. */
    static Stage waiting(String name, Function<Draft, CompletableFuture<Void>> step) {
        return new Stage(name, step);
    }

    /** A stage that never waits. */
    static Stage of(String name, Consumer<Draft> step) {
        return new Stage(name, draft -> {
            step.accept(draft);
            return InTurn.DONE;
        });
    }
}
