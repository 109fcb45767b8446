package dev.coracle.controlplane;

import dev.coracle.client.KubernetesClients;
import dev.coracle.clock.Clock;
import dev.coracle.storage.StoreException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running control plane: API server, controllers, nodes, proxy and DNS, wired as {@code coracle up} wires them. It is
 * ready when {@link #start} returns: the API answers, every node is Ready, controllers, proxy and DNS have their first lists. Safe for use from
 * any thread; two planes share nothing mutable.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

    private final Running running;
    private final Opened opened;

    private ControlPlane(Running running, Opened opened) {
        this.running = running;
        this.opened = opened;
    }

    /**
     * Starts a plane and waits until it is ready.
     *
     * @throws ControlPlaneException if it cannot start; nothing is left running then
     */
    public static ControlPlane start(ControlPlaneOptions options) {
        Opened opened = new Opened();
        try {
            return new ControlPlane(new Start(options, opened).run(), opened);
        } catch (InterruptedException e) {
            opened.close();
            Thread.currentThread().interrupt();
            throw ControlPlaneException.of("start", e);
        } catch (RuntimeException e) {
            opened.close();
            throw ControlPlaneException.of("start", e);
        }
    }

    /** Where the API server listens, as {@code http://127.0.0.1:<port>}. */
    public URI apiServer() {
        return running.apiServer();
    }

    /** A client of this plane, shared and closed with it. */
    public KubernetesClient client() {
        return running.client();
    }

    /** A further client of this plane for the caller to close. */
    public KubernetesClient newClient(String component) {
        return KubernetesClients.forServer(running.apiServer(), component);
    }

    /** The text of a kubeconfig for this plane. */
    public String kubeconfig() {
        return Kubeconfig.text(running.apiServer());
    }

    /** Writes {@link #kubeconfig} for kubectl, readable by its owner only. */
    public void writeKubeconfig(Path file) throws IOException {
        Kubeconfig.write(file, kubeconfig());
    }

    /**
     * Where DNS listens, UDP and TCP.
     *
     * @throws IllegalStateException if the plane was started without {@link Component#DNS}
     */
    public InetSocketAddress dnsAddress() {
        InetSocketAddress address = running.dnsAddress();
        if (address == null) {
            throw new IllegalStateException("this control plane was started without DNS");
        }
        return address;
    }

    /** Where programs on this machine get into the cluster by SOCKS5 or HTTP CONNECT; empty if that was not asked for. */
    public Optional<InetSocketAddress> tunnelAddress() {
        return Optional.ofNullable(running.tunnelAddress());
    }

    /** Completes with the reason, in one sentence, when the plane can do no more: its disk failed and does not recover. */
    public CompletableFuture<String> failed() {
        CompletableFuture<String> failed = new CompletableFuture<>();
        CompletableFuture<Void> unused = running.storeEnd().thenAccept(reason -> {
            if (!(reason instanceof StoreException.Closed)) {
                failed.complete(String.valueOf(reason.getMessage()));
            }
        });
        return failed;
    }

    /** The blocks this plane's pods, Services and nodes get their addresses from. */
    public Addresses addresses() {
        return running.addresses();
    }

    /** The clock every part of this plane waits on. */
    public Clock clock() {
        return running.clock();
    }

    /** Stops every part, pods included. Idempotent. */
    @Override
    public void close() {
        opened.close();
    }

    /** What a plane has opened, closed in the opposite order. Guarded by its monitor, which is not held while closing. */
    static final class Opened implements AutoCloseable {
        private final Deque<AutoCloseable> stack = new ArrayDeque<>();
        private boolean closed;

        <T extends AutoCloseable> T add(T resource) {
            synchronized (this) {
                if (!closed) {
                    stack.push(resource);
                    return resource;
                }
            }
            closeOne(resource);
            throw new ControlPlaneException("the control plane was closed while it started");
        }

        @Override
        public void close() {
            for (AutoCloseable next = take(); next != null; next = take()) {
                closeOne(next);
            }
        }

        private synchronized @Nullable AutoCloseable take() {
            closed = true;
            return stack.poll();
        }

        private static void closeOne(AutoCloseable resource) {
            try {
                resource.close();
            } catch (Exception e) {
                log.warn("cannot close {}", resource.getClass().getSimpleName(), e);
            }
        }
    }
}
