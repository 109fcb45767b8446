package dev.coracle.controllers;

import dev.coracle.client.EventBroadcaster;
import dev.coracle.client.Informers;
import dev.coracle.client.WorkerPool;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.core.Controller;
import dev.coracle.controllers.core.ControllerContext;
import dev.coracle.controllers.core.ControllerSpec;
import dev.coracle.controllers.deployment.DeploymentController;
import dev.coracle.controllers.endpoints.EndpointsController;
import dev.coracle.controllers.endpointslice.EndpointSliceController;
import dev.coracle.controllers.garbagecollector.GarbageCollector;
import dev.coracle.controllers.loadbalancer.LoadBalancerController;
import dev.coracle.controllers.namespace.NamespaceController;
import dev.coracle.controllers.nodelifecycle.NodeLifecycleController;
import dev.coracle.controllers.podgc.PodGarbageCollector;
import dev.coracle.controllers.replicaset.ReplicaSetController;
import dev.coracle.controllers.replicaset.ReplicationControllers;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the selected controllers over one set of informers and one pool of threads, but for those that need a kind the server
 * does not serve. {@link #start} returns at once; the controllers begin when the informers have the cluster's state, which may
 * be later if the API server cannot be reached yet. The client stays the caller's. Started and closed by one thread; a thread
 * of its own makes the controllers, and is over before they are closed.
 */
public final class ControllerManager implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControllerManager.class);

    /**
     * Threads of all controllers together. They mostly wait for the API server, so there are more than processors; those that
     * have nothing to do go.
     */
    private static final int THREADS = 16;

    private static final long CLOSE_PATIENCE_MILLIS = 3000;
    private static final Duration DISCOVERY_RETRY = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final Clock clock;
    private final ControllerManagerOptions options;
    private final List<ControllerSpec> specs;
    private final Informers informers;
    private final WorkerPool pool;
    private final EventBroadcaster events;
    private final Map<String, Controller> controllers = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread starter;

    public ControllerManager(KubernetesClient client, Clock clock, ControllerManagerOptions options) {
        this(client, clock, options, specs(options.loadBalancerCidr()));
    }

    ControllerManager(
            KubernetesClient client, Clock clock, ControllerManagerOptions options, List<ControllerSpec> specs) {
        this.client = client;
        this.clock = clock;
        this.options = options;
        this.specs = List.copyOf(specs);
        informers = new Informers(client);
        pool = new WorkerPool("coracle-worker", clock, THREADS);
        events = new EventBroadcaster(client, clock);
        starter = new Thread(this::run, "controller-manager");
        starter.setDaemon(true);
    }

    /** Every controller there is, in the order they start. */
    static List<ControllerSpec> specs(String loadBalancerCidr) {
        return List.of(
                DeploymentController.SPEC,
                ReplicaSetController.SPEC,
                ReplicationControllers.SPEC,
                EndpointsController.SPEC,
                EndpointSliceController.SPEC,
                NamespaceController.SPEC,
                GarbageCollector.SPEC,
                ServiceAccountController.SPEC,
                LoadBalancerController.spec(loadBalancerCidr),
                ResourceQuotaController.SPEC,
                ClaimProtectionController.SPEC,
                VolumeProtectionController.SPEC,
                AttributesClassProtectionController.SPEC,
                PodGarbageCollector.SPEC,
                NodeLifecycleController.SPEC,
                Scheduler.SPEC);
    }

    /** The names {@link ControllerManagerOptions#controllers} may contain. */
    public static List<String> names() {
        return specs("").stream().map(ControllerSpec::name).toList();
    }

    public void start() {
        starter.start();
    }

    private void run() {
        try {
            startControllers();
            ready.complete(null);
        } catch (InterruptedException closed) {
            ready.completeExceptionally(new IllegalStateException("closed before the controllers ran", closed));
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            log.error("no controller runs: {}", e.getMessage(), e);
            ready.completeExceptionally(e);
        }
    }

    private void startControllers() throws InterruptedException {
        List<ControllerSpec> runnable = runnable();
        ControllerContext context = new ControllerContext(
                client, informers, new ControllerContext.Threads(pool, events, options.workers()));
        runnable.forEach(spec -> controllers.put(spec.name(), make(spec, context)));
        informers.start();
        informers.awaitSync(clock);
        runnable.forEach(spec -> controllers.get(spec.name()).start());
        log.info(
                "controllers running: {}",
                runnable.stream().map(ControllerSpec::name).toList());
    }

    /** None of them runs if one cannot be made: a plane that lacks a controller is harder to understand than one that says why. */
    private static Controller make(ControllerSpec spec, ControllerContext context) {
        try {
            return spec.factory().apply(context);
        } catch (Throwable e) {
            throw new IllegalStateException(spec.name() + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** The selected controllers for which the server has all kinds; asks until it answers. */
    private List<ControllerSpec> runnable() throws InterruptedException {
        Set<String> selected =
                options.selectedFrom(specs.stream().map(ControllerSpec::name).toList());
        while (true) {
            ServedKinds served = new ServedKinds(client::getApiResources);
            try {
                return specs.stream()
                        .filter(spec -> selected.contains(spec.name()) && hasItsKinds(spec, served))
                        .toList();
            } catch (KubernetesClientException e) {
                log.debug("the server's discovery cannot be read yet", e);
                clock.sleep(DISCOVERY_RETRY);
            }
        }
    }

    private static boolean hasItsKinds(ControllerSpec spec, ServedKinds served) {
        List<String> missing = spec.kinds().stream()
                .filter(kind -> !served.serves(kind))
                .map(HasMetadata::getFullResourceName)
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            log.warn("{} does not run: the server does not serve {}", spec.name(), missing);
        }
        return missing.isEmpty();
    }

    /** The names of the controllers that were made. */
    Set<String> running() {
        return Set.copyOf(controllers.keySet());
    }

    /** Completes when the controllers have the cluster's state and run, or with the reason why they never will. */
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
        events.close();
        pool.close();
    }
}
