package dev.coracle.controllers.core;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Set;
import java.util.function.Function;

/**
 * A controller that could run: its name, the kinds it has informers of, and how it is made. It is made only where the server
 * serves those kinds.
 */
public record ControllerSpec(
        String name, Set<Class<? extends HasMetadata>> kinds, Function<ControllerContext, Controller> factory) {
    public ControllerSpec {
        kinds = Set.copyOf(kinds);
    }
}
