package dev.coracle.controllers.core;

import dev.coracle.client.Informers;
import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;

/** What every controller works with. {@code workers} is how many keys each controller reconciles at once. */
public record ControllerContext(KubernetesClient client, Informers informers, Clock clock, int workers) {
    public ControllerContext {
        if (workers < 1) {
            throw new IllegalArgumentException("workers must be at least 1, not " + workers);
        }
    }
}
