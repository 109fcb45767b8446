package dev.coracle.controllers;

import dev.coracle.client.Informers;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.deployment.DeploymentController;
import dev.coracle.controllers.endpoints.EndpointsController;
import dev.coracle.controllers.endpointslice.EndpointSliceController;
import dev.coracle.controllers.garbagecollector.GarbageCollector;
import dev.coracle.controllers.loadbalancer.LoadBalancerController;
import dev.coracle.controllers.namespace.NamespaceController;
import dev.coracle.controllers.podgc.PodGarbageCollector;
import dev.coracle.controllers.replicaset.ReplicaSetController;
import dev.coracle.controllers.resourcequota.ResourceQuotaController;
import dev.coracle.controllers.scheduler.Scheduler;
import dev.coracle.controllers.serviceaccount.ServiceAccountController;
import dev.coracle.controllers.volumeprotection.AttributesClassProtectionController;
import dev.coracle.controllers.volumeprotection.ClaimProtectionController;
import dev.coracle.controllers.volumeprotection.VolumeProtectionController;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the selected controllers over one set of informers, but for those that need a kind the server does not serve. {@link
 * #start} returns at once; the controllers begin when the informers have the cluster's state, which may be later if the API
 * server cannot be reached yet. The client stays the caller's. Started and closed by one thread; a thread of its own makes
 * the controllers, and is over before they are closed.
 */
public final class ControllerManager implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControllerManager.class);

    private record Entry(String name, BiFunction<ControllerContext, ControllerManagerOptions, Controller> factory) {}

    /** Every controller there is, in the order they start. */
    private static final List<Entry> KNOWN = List.of(
            new Entry(DeploymentController.NAME, (context, options) -> new DeploymentController(context)),
            new Entry(ReplicaSetController.NAME, (context, options) -> new ReplicaSetController(context)),
            new Entry(EndpointsController.NAME, (context, options) -> new EndpointsController(context)),
            new Entry(EndpointSliceController.NAME, (context, options) -> new EndpointSliceController(context)),
            new Entry(NamespaceController.NAME, (context, options) -> new NamespaceController(context)),
            new Entry(GarbageCollector.NAME, (context, options) -> new GarbageCollector(context)),
            new Entry(ServiceAccountController.NAME, (context, options) -> new ServiceAccountController(context)),
            new Entry(
                    LoadBalancerController.NAME,
                    (context, options) -> new LoadBalancerController(context, options.loadBalancerCidr())),
            new Entry(ResourceQuotaController.NAME, (context, options) -> new ResourceQuotaController(context)),
            new Entry(ClaimProtectionController.NAME, (context, options) -> new ClaimProtectionController(context)),
            new Entry(VolumeProtectionController.NAME, (context, options) -> new VolumeProtectionController(context)),
            new Entry(
                    AttributesClassProtectionController.NAME,
                    (context, options) -> new AttributesClassProtectionController(context)),
            new Entry(PodGarbageCollector.NAME, (context, options) -> new PodGarbageCollector(context)),
            new Entry(Scheduler.NAME, (context, options) -> new Scheduler(context)));

    private static final long CLOSE_PATIENCE_MILLIS = 3000;
    private static final Duration DISCOVERY_RETRY = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final Clock clock;
    private final ControllerManagerOptions options;
    private final Informers informers;
    private final Map<String, Controller> controllers = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread starter;

    public ControllerManager(KubernetesClient client, Clock clock, ControllerManagerOptions options) {
        this.client = client;
        this.clock = clock;
        this.options = options;
        informers = new Informers(client);
        starter = new Thread(this::startControllers, "controller-manager");
        starter.setDaemon(true);
    }

    /** The names {@link ControllerManagerOptions#controllers} may contain. */
    public static List<String> names() {
        return KNOWN.stream().map(Entry::name).toList();
    }

    public void start() {
        starter.start();
    }

    private void startControllers() {
        try {
            List<Entry> entries = runnable();
            ControllerContext context = context(informers);
            entries.forEach(
                    entry -> controllers.put(entry.name(), entry.factory().apply(context, options)));
            informers.start();
            informers.awaitSync(clock);
            entries.forEach(entry -> controllers.get(entry.name()).start());
            ready.complete(null);
            log.info(
                    "controllers running: {}", entries.stream().map(Entry::name).toList());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private ControllerContext context(Informers shared) {
        return new ControllerContext(client, shared, clock, options.workers());
    }

    /** The selected controllers for which the server has all kinds; asks until it answers. */
    private List<Entry> runnable() throws InterruptedException {
        Set<String> selected = options.selectedFrom(names());
        while (true) {
            ServedKinds served = new ServedKinds(client::getApiResources);
            try {
                return KNOWN.stream()
                        .filter(entry -> selected.contains(entry.name()) && hasItsKinds(entry, served))
                        .toList();
            } catch (KubernetesClientException e) {
                log.debug("the server's discovery cannot be read yet", e);
                clock.sleep(DISCOVERY_RETRY);
            }
        }
    }

    /** A controller says what it needs by the informers it asks for: one that is never started is made to find out. */
    private boolean hasItsKinds(Entry entry, ServedKinds served) {
        Informers asked = new Informers(client);
        Controller unused = entry.factory().apply(context(asked), options);
        List<String> missing = asked.kinds().stream()
                .filter(kind -> !served.serves(kind))
                .map(HasMetadata::getFullResourceName)
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            log.warn("{} does not run: the server does not serve {}", entry.name(), missing);
        }
        return missing.isEmpty();
    }

    /** The names of the controllers that were made. */
    Set<String> running() {
        return Set.copyOf(controllers.keySet());
    }

    /** Completes when the controllers have the cluster's state and run. */
    public CompletionStage<Void> ready() {
        return ready.minimalCompletionStage();
    }

    /** Stops every controller, then the informers; waits a few seconds at most. Idempotent. */
    @Override
    public void close() {
        starter.interrupt();
        try {
            starter.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // At once, since each waits for its own workers.
        controllers.values().parallelStream().forEach(Controller::close);
        informers.close();
    }
}
