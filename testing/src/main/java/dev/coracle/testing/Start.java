package dev.coracle.testing;

import dev.coracle.client.KubernetesClients;
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
 * thread that starts the plane, but for the parts' own starts.
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
        Parts parts = new Parts(options, addresses, clock, opened);
        URI apiServer = startApiServer(parts);
        KubernetesClient client = opened.add(KubernetesClients.forServer(apiServer, "client"));
        List<CompletableFuture<?>> waits = new ArrayList<>();
        for (Component component : options.components()) {
            waits.add(CompletableFuture.runAsync(
                    () -> startPart(parts, component, apiServer), task -> thread(component, task)));
        }
        await(waits, clock);
        return new Running(apiServer, client, parts.dnsAddress(), addresses, clock, parts.storeEnd());
    }

    private static URI startApiServer(Parts parts) {
        try {
            return parts.startApiServer();
        } catch (RuntimeException e) {
            throw ControlPlaneException.of("apiserver", e);
        }
    }

    private static void startPart(Parts parts, Component component, URI apiServer) {
        try {
            parts.start(component, apiServer);
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
