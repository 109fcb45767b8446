package dev.coracle.controlplane;

import dev.coracle.client.ClientFactory;
import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One start of a control plane: first the store and the API server, then everything else at the same time. Confined to the
 * thread that starts the plane, but for the components' own starts.
 */
final class Start {
    /** A start takes a second or two; this long only when something is wrong. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ControlPlaneOptions options;
    private final ControlPlane.Opened opened;

    Start(ControlPlaneOptions options, ControlPlane.Opened opened) {
        this.options = options;
        this.opened = opened;
    }

    Running run() throws InterruptedException {
        Clock clock = options.clock() == null ? opened.add(Clock.system()) : options.clock();
        Addresses addresses =
                options.addresses() == null ? opened.add(AddressClaim.take()).addresses() : options.addresses();
        Components components = new Components(options, addresses, clock, opened);
        URI apiServer = startApiServer(components);
        ClientFactory clients = opened.add(ClientFactory.forServer(apiServer));
        KubernetesClient client = opened.add(clients.client("client"));
        List<CompletableFuture<?>> waits = new ArrayList<>();
        for (Component component : options.components()) {
            waits.add(CompletableFuture.runAsync(
                    () -> startPart(components, component, clients), task -> thread(component, task)));
        }
        await(waits, clock);
        return new Running(
                apiServer,
                client,
                components.dnsAddress(),
                components.tunnelAddress(),
                addresses,
                clock,
                components.storeEnd());
    }

    private static URI startApiServer(Components components) {
        try {
            return components.startApiServer();
        } catch (RuntimeException e) {
            throw ControlPlaneException.of("apiserver", e);
        }
    }

    private static void startPart(Components components, Component component, ClientFactory clients) {
        try {
            components.start(component, clients);
        } catch (Exception e) {
            throw ControlPlaneException.of(component.agent(), e);
        }
    }

    private static void thread(Component component, Runnable task) {
        Thread thread = new Thread(task, "coracle-start-" + component.agent());
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for all, or for the first that fails. */
    private static void await(List<CompletableFuture<?>> waits, Clock clock) throws InterruptedException {
        CompletableFuture<Void> all = CompletableFuture.allOf(waits.toArray(new CompletableFuture<?>[0]));
        waits.forEach(wait -> wait.whenComplete((done, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
            }
        }));
        try (Clock.Timer timer = clock.schedule(
                LIMIT,
                Runnable::run,
                () -> all.completeExceptionally(
                        new ControlPlaneException("not ready after " + LIMIT.toSeconds() + " seconds")))) {
            all.get();
        } catch (ExecutionException e) {
            throw ControlPlaneException.of("start", e);
        }
    }
}
