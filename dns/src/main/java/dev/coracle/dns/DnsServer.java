package dev.coracle.dns;

import dev.coracle.client.Informers;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.client.ServiceInformer;
import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches Namespaces, Services and EndpointSlices and answers DNS queries about them. Until the first lists are in it
 * answers SERVFAIL. One reconcile worker keeps the index, another makes the server known as the endpoint of the Service
 * {@code kube-dns}.
 */
public final class DnsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DnsServer.class);
    private static final Duration SYNC_POLL = Duration.ofMillis(10);

    private final Clock clock;
    private final DnsOptions options;
    private final Informers informers;
    private final ServiceInformer services;
    private final ServiceIndex index;
    private final DnsSockets sockets;
    private final ReconcileLoop<ObjectKey> indexing;
    private final ReconcileLoop<ObjectKey> publishing;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    public DnsServer(KubernetesClient client, Clock clock, DnsOptions options) {
        this.clock = clock;
        this.options = options;
        informers = new Informers(client);
        index = new ServiceIndex(options.zone());
        Zones zones = new Zones(index, options.zone(), options.ttlSeconds());
        sockets = new DnsSockets(options, clock, new Responder(zones, ready::isDone));
        indexing = new ReconcileLoop<>("dns-index", clock, 1, this::reconcile);
        services = new ServiceInformer(informers, indexing.queue()::add);
        DnsEndpoints endpoints = new DnsEndpoints(client, sockets::address);
        publishing = new ReconcileLoop<>("dns-endpoints", clock, 1, endpoints::publish);
    }

    /**
     * Opens the sockets and begins to watch; returns once it listens, even when the API server cannot be reached yet.
     *
     * @throws UncheckedIOException if the address cannot be listened on
     */
    public void start() {
        InetSocketAddress address = sockets.open();
        log.info("DNS for {} listens on {}:{}", options.zone(), address.getHostString(), address.getPort());
        informers
                .of(Namespace.class)
                .onEvents(
                        added -> index.addNamespace(added.getMetadata().getName()),
                        (before, after) ->
                                index.addNamespace(after.getMetadata().getName()),
                        deleted -> index.removeNamespace(deleted.getMetadata().getName()));
        informers.start();
        indexing.start();
        publishing.start();
        indexing.queue().add(DnsEndpoints.SERVICE);
        publishing.queue().add(DnsEndpoints.SERVICE);
    }

    private Outcome reconcile(ObjectKey key) {
        if (!ready.isDone()) {
            if (!informers.hasSynced()) {
                return Outcome.requeueAfter(SYNC_POLL);
            }
            services.keys().forEach(this::update);
            ready.complete(null);
        }
        update(key);
        return Outcome.done();
    }

    private void update(ObjectKey key) {
        Service service = services.get(key);
        if (service == null && key.equals(DnsEndpoints.SERVICE)) {
            publishing.queue().add(key);
        }
        ServiceRecords records = service == null
                ? null
                : ServiceRecords.of(service, services.slices(key), options.zone(), options.ttlSeconds());
        index.put(key, records, clock.instant().getEpochSecond());
    }

    /** Completes when the first lists are in: from then on it answers. */
    public CompletionStage<Void> ready() {
        return ready.minimalCompletionStage();
    }

    /** Where it listens, UDP and TCP alike; only after {@link #start}. */
    public InetSocketAddress address() {
        return sockets.address();
    }

    /** Stops answering. Idempotent. */
    @Override
    public void close() {
        publishing.close();
        indexing.close();
        informers.close();
        sockets.close();
    }
}
