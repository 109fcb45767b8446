package dev.coracle.proxy;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.Informers;
import dev.coracle.client.LocalAddresses;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.Outcome;
import dev.coracle.client.ReconcileLoop;
import dev.coracle.client.ServiceInformer;
import dev.coracle.clock.Clock;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches Services and EndpointSlices and keeps the machine listening for them. One reconcile worker is the control
 * thread that owns what listens; the event loops carry the traffic.
 */
public final class KubeProxy implements AutoCloseable {
    private static final Duration SYNC_POLL = Duration.ofMillis(10);
    private static final int CLOSE_SECONDS = 2;

    private final Clock clock;
    private final ProxyOptions options;
    private final Informers informers;
    private final ServiceInformer services;
    private final EventRecorder recorder;
    private final ReconcileLoop<ObjectKey> loop;
    private final ProxyMetrics metrics = new ProxyMetrics();
    /** Unsupported ports already reported. Confined to the control thread. */
    private final Map<ObjectKey, List<String>> reported = new HashMap<>();

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile NodePortAddresses nodePortAddresses;
    private final LocalAddresses local = new LocalAddresses();
    private final PodSockets pods;
    private @Nullable EventLoopGroup eventLoops;
    private volatile @Nullable ProxyEngine engine;
    private volatile @Nullable Tunnel tunnel;

    public KubeProxy(KubernetesClient client, Clock clock, ProxyOptions options) {
        this.clock = clock;
        this.options = options;
        informers = new Informers(client);
        recorder = new EventRecorder(client, clock, "kube-proxy");
        loop = new ReconcileLoop<>("kube-proxy", clock, 1, this::reconcile);
        services = new ServiceInformer(informers, loop.queue()::add);
        pods = new PodSockets(client, local, this::reconcileAll);
        nodePortAddresses = NodePortAddresses.of(options.nodePortAddresses(), List.of());
    }

    /**
     * Begins to watch and to listen; returns at once, even when the API server cannot be reached yet.
     *
     * @throws IllegalStateException if the tunnel's port cannot be had
     */
    public void start() {
        eventLoops = new MultiThreadIoEventLoopGroup(
                options.ioThreads(), new DefaultThreadFactory("proxy-io", true), NioIoHandler.newFactory());
        ProxyContext context = new ProxyContext(
                options,
                clock,
                eventLoops,
                ProxyContext.newConnections(),
                new ServiceAddresses(),
                local,
                this::tell,
                metrics);
        engine = new ProxyEngine(context);
        Integer tunnelPort = options.tunnelPort();
        if (tunnelPort != null) {
            TunnelTargets targets = new TunnelTargets(services, informers.of(Node.class), pods, context);
            tunnel = Tunnel.open(tunnelPort, context, targets);
        }
        if (options.nodePortsOnNodes()) {
            Informer<Node> nodes = informers.of(Node.class);
            nodes.onChange(node -> updateNodePortAddresses(nodes));
        }
        informers.start();
        loop.start();
    }

    private void updateNodePortAddresses(Informer<Node> nodes) {
        NodePortAddresses now = NodePortAddresses.of(options.nodePortAddresses(), nodes.list());
        if (!now.equals(nodePortAddresses)) {
            nodePortAddresses = now;
            reconcileAll();
        }
    }

    private void reconcileAll() {
        services.keys().forEach(loop.queue()::add);
    }

    private Outcome reconcile(ObjectKey key) {
        ProxyEngine current = engine;
        if (current == null || !informers.hasSynced()) {
            return Outcome.requeueAfter(SYNC_POLL);
        }
        if (!ready.isDone()) {
            services.keys().forEach(service -> apply(current, service));
            ready.complete(null);
        }
        return apply(current, key).map(Outcome::requeueAfter).orElse(Outcome.done());
    }

    /** Empty, or when to try again. */
    private Optional<Duration> apply(ProxyEngine current, ObjectKey key) {
        Service service = services.get(key);
        List<ServicePort> ports =
                service == null ? List.of() : ServicePorts.of(service, services.slices(key), nodePortAddresses.ips());
        reportUnsupported(key, service);
        List<ServicePort> reached = ports.stream().map(pods::reach).toList();
        return current.apply(key.namespace(), key.name(), reached);
    }

    private void reportUnsupported(ObjectKey key, @Nullable Service service) {
        List<String> ports = service == null ? List.of() : ServicePorts.unsupported(service);
        if (ports.isEmpty()) {
            reported.remove(key);
        } else if (!ports.equals(reported.put(key, ports)) && service != null) {
            recorder.warning(
                    service,
                    "UnsupportedProtocol",
                    "Not proxied: " + String.join(", ", ports) + ". Only TCP and UDP ports are.");
        }
    }

    private void tell(ServicePortName port, String type, String reason, String message) {
        Service service = services.get(new ObjectKey(port.namespace(), port.service()));
        if (service != null) {
            recorder.record(EventRecorder.referenceTo(service), type, reason, message);
        }
    }

    /** Where programs on this machine get into the cluster; empty if that was not asked for. */
    public Optional<InetSocketAddress> tunnelAddress() {
        return Optional.ofNullable(tunnel).map(Tunnel::address);
    }

    /** Completes when every Service that was there at the start is listened for. */
    public CompletionStage<Void> ready() {
        return ready.minimalCompletionStage();
    }

    ProxyMetrics metrics() {
        return metrics;
    }

    /** Stops listening and cuts every connection. Idempotent. */
    @Override
    public void close() {
        loop.close();
        informers.close();
        pods.close();
        recorder.close();
        Tunnel way = tunnel;
        if (way != null) {
            way.close();
        }
        ProxyEngine current = engine;
        if (current != null) {
            current.close();
        }
        if (eventLoops != null) {
            eventLoops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
