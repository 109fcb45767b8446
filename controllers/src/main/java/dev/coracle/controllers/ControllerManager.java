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
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the selected controllers over one set of informers. {@link #start} returns at once; the controllers begin when
 * the informers have the cluster's state, which may be later if the API server cannot be reached yet. The client stays
 * the caller's. Started and closed by one thread.
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

    private final KubernetesClient client;
    private final Clock clock;
    private final ControllerManagerOptions options;
    private final Informers informers;
    private final List<Controller> controllers = new ArrayList<>();
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
        ControllerContext context = new ControllerContext(client, informers, clock, options.workers());
        Set<String> selected = options.selectedFrom(names());
        for (Entry entry : KNOWN) {
            if (selected.contains(entry.name())) {
                controllers.add(entry.factory().apply(context, options));
            }
        }
        informers.start();
        starter.start();
    }

    private void startControllers() {
        try {
            informers.awaitSync(clock);
            controllers.forEach(Controller::start);
            ready.complete(null);
            log.info("controllers running: {}", options.selectedFrom(names()));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
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
        controllers.parallelStream().forEach(Controller::close);
        informers.close();
    }
}
