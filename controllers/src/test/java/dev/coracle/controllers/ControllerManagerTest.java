package dev.coracle.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.client.EventBroadcaster;
import dev.coracle.client.Informers;
import dev.coracle.client.KubernetesClients;
import dev.coracle.client.WorkerPool;
import dev.coracle.clock.Clock;
import dev.coracle.clock.ManualClock;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ControllerManagerTest {
    /** Nobody listens there: making a controller sends nothing. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private final Clock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void eachControllerNamesExactlyTheKindsItHasInformersOf() {
        try (KubernetesClient client = KubernetesClients.forServer(NOWHERE, "test");
                WorkerPool pool = new WorkerPool("test", clock, 1);
                EventBroadcaster events = new EventBroadcaster(client, clock)) {
            for (ControllerSpec spec : ControllerManager.specs("127.97.0.0/16")) {
                Informers informers = new Informers(client);
                Controller made = spec.factory()
                        .apply(new ControllerContext(
                                client, informers, new ControllerContext.Threads(pool, events, 5)));

                assertThat(informers.kinds()).as(spec.name()).isEqualTo(spec.kinds());

                made.close();
            }
        }
    }

    @Test
    void aControllerThatCannotBeMadeIsReportedByName() {
        ControllerSpec broken = new ControllerSpec("broken-controller", Set.of(), context -> {
            throw new NoSuchFieldError("seat");
        });
        try (KubernetesClient client = KubernetesClients.forServer(NOWHERE, "test");
                ControllerManager manager =
                        new ControllerManager(client, clock, ControllerManagerOptions.defaults(), List.of(broken))) {
            manager.start();

            assertThatThrownBy(() -> manager.ready().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("broken-controller cannot be made: seat");
        }
    }

    @Test
    void closingBeforeItRunsSaysSoToWhomWaits() {
        try (KubernetesClient client = KubernetesClients.forServer(NOWHERE, "test")) {
            ControllerManager manager = new ControllerManager(client, clock, ControllerManagerOptions.defaults());
            manager.start();
            manager.close();

            assertThatThrownBy(() -> manager.ready().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("closed before");
        }
    }
}
