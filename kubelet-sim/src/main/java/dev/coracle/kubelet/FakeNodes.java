package dev.coracle.kubelet;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.Informer;
import dev.coracle.client.Informers;
import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.Clock;
import dev.coracle.kubelet.node.ClientPodApi;
import dev.coracle.kubelet.node.KubeletServer;
import dev.coracle.kubelet.node.NodeAgent;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.kubelet.pod.Images;
import dev.coracle.kubelet.pod.NodeContext;
import dev.coracle.kubelet.pod.NodeRoom;
import dev.coracle.kubelet.pod.PodAddresses;
import dev.coracle.kubelet.pod.PodWorkers;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.runtime.InlineRuntime;
import dev.coracle.kubelet.runtime.PodSockets;
import dev.coracle.kubelet.runtime.ProcessRuntime;
import dev.coracle.kubelet.runtime.SimulatedRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fake nodes and the pods that run on them. One informer sees the pods of all nodes; each pod has a worker, and all
 * workers share one small pool, so a pod costs no thread.
 *
 * <p>{@link #start} returns once the nodes' own APIs listen; registration goes on in the background until the API server
 * answers, and {@link #ready} tells when it is done. {@link #close} ends every container within five seconds and leaves
 * the objects as they are.
 */
public final class FakeNodes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FakeNodes.class);

    private static final Duration REGISTER_RETRY = Duration.ofSeconds(1);

    /** Their work is mostly waiting for the API server, so more of them than processors. */
    private static final int WORKER_THREADS = 16;

    private static final int PROBE_THREADS = 8;
    private static final int IDLE_SECONDS = 10;

    private final KubernetesClient client;
    private final Clock clock;
    private final KubeletOptions options;
    private final Map<RuntimeKind, ContainerRuntime> runtimes = new EnumMap<>(RuntimeKind.class);
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final ExecutorService workers;
    private final ExecutorService probes;
    private final EventRecorder events;
    private final Informers informers;
    private final Informer<Service> services;
    private final RandomGenerator random;
    private final LocalAddresses local = new LocalAddresses();
    private final PodSockets sockets = new PodSockets(local);
    private @Nullable Vertx vertx;
    private @Nullable Thread registration;
    private volatile boolean closed;

    public FakeNodes(KubernetesClient client, Clock clock, KubeletOptions options) {
        this(client, clock, options, new SplittableRandom());
    }

    /** Container ids come out of {@code random}. */
    FakeNodes(KubernetesClient client, Clock clock, KubeletOptions options, RandomGenerator random) {
        this.client = client;
        this.clock = clock;
        this.options = options;
        this.random = random;
        workers = pool("kubelet-worker", WORKER_THREADS);
        probes = pool("kubelet-probe", PROBE_THREADS);
        events = new EventRecorder(client, clock, "kubelet");
        informers = new Informers(client);
        services = informers.of(Service.class);
        runtimes.put(RuntimeKind.PROCESS, new ProcessRuntime(options.dataDir().resolve("kubelet"), clock, sockets));
        runtimes.put(RuntimeKind.INLINE, new InlineRuntime(clock, sockets));
        runtimes.put(RuntimeKind.SIMULATED, new SimulatedRuntime(clock));
    }

    /**
     * A queue without a bound of its own: a pod's worker waits in it at most once, and so does a probe or a hook. Idle
     * threads go; what comes after the end is dropped.
     */
    private static ExecutorService pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                factory,
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Ends what an earlier run left behind and makes the nodes.
     *
     * @throws IllegalStateException if an address a kubelet serves on cannot be had
     */
    public synchronized void start() {
        runtimes.values().forEach(ContainerRuntime::start);
        Vertx own = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4));
        vertx = own;
        for (int i = 0; i < options.nodes(); i++) {
            addNode(own, i);
        }
        watchPods();
        if (runtimes.get(options.runtime()) instanceof ProcessRuntime processes) {
            workers.execute(processes::warmUp);
        }
        Thread thread = new Thread(this::register, "kubelet-registration");
        thread.setDaemon(true);
        thread.start();
        registration = thread;
    }

    /** Where the machine does not answer on a node's address, the node is at a port of 127.0.0.1, which its status names. */
    private void addNode(Vertx own, int index) {
        String name = options.nodeName(index);
        boolean mapped = !local.has(options.nodeAddress(index));
        String address = mapped ? LocalAddresses.EVERYWHERE : options.nodeAddress(index);
        NodeSpec spec = new NodeSpec(
                name,
                address,
                options.podRange(index).toString(),
                options.podsPerNode(),
                options.runtime().toString(),
                options.runtime() != RuntimeKind.PROCESS);
        NodeContext context = new NodeContext(
                new ClientPodApi(client, events, services, sockets, name),
                clock,
                workers,
                probes,
                this::runtime,
                new Images(),
                new PodAddresses(options.podRange(index)),
                sockets,
                new NodeRoom(spec.capacity()),
                address,
                options.allowHostCommands(),
                new LockedRandom(random));
        PodWorkers pods = new PodWorkers(context);
        KubeletServer server = new KubeletServer(own, clock, pods);
        int port = server.start(address, mapped ? 0 : options.port());
        NodeAgent.Surroundings with = new NodeAgent.Surroundings(client, clock, workers, events);
        nodes.put(name, new Node(name, pods, server, new NodeAgent(with, spec, port)));
    }

    private @Nullable ContainerRuntime runtime(@Nullable String handler) {
        for (RuntimeKind kind : RuntimeKind.values()) {
            boolean chosen = (handler == null || handler.isEmpty())
                    ? kind == options.runtime()
                    : kind.toString().equals(handler);
            if (chosen) {
                return runtimes.get(kind);
            }
        }
        return null;
    }

    private void watchPods() {
        Informable<Pod> scheduled = options.nodes() == 1
                ? client.pods().inAnyNamespace().withField("spec.nodeName", options.nodeName(0))
                : client.pods().inAnyNamespace().withoutField("spec.nodeName", "");
        Informer<Pod> pods = informers.add(scheduled);
        pods.onEvents(this::changed, this::changed, this::deleted);
    }

    private void changed(Pod before, Pod after) {
        if (!before.getMetadata().getUid().equals(after.getMetadata().getUid())) {
            deleted(before);
        }
        changed(after);
    }

    private void changed(Pod pod) {
        Node node = nodes.get(String.valueOf(pod.getSpec().getNodeName()));
        if (node != null) {
            node.workers().changed(pod);
        }
    }

    private void deleted(Pod pod) {
        Node node = nodes.get(String.valueOf(pod.getSpec().getNodeName()));
        if (node != null) {
            node.workers().deleted(pod);
        }
    }

    private void register() {
        try {
            String version = retried(() -> client.getKubernetesVersion().getGitVersion());
            informers.start();
            offerRuntimes();
            for (Node node : nodes.values()) {
                retried(() -> {
                    node.agent().start(version);
                    return node;
                });
            }
            informers.awaitSync(clock);
            forgetOldLogs();
            nodes.values().forEach(node -> node.workers().open());
            ready.complete(null);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            ready.completeExceptionally(stopped);
        } catch (RuntimeException failed) {
            // The client is closed under a registration that is under way; anything else is for whoever waits to hear.
            ready.completeExceptionally(failed);
            if (!closed) {
                log.error("the nodes cannot be registered", failed);
            }
        }
    }

    /** A pod may only name a RuntimeClass that exists, so each runtime gets one; what is there stays. */
    private void offerRuntimes() {
        for (RuntimeKind kind : RuntimeKind.values()) {
            RuntimeClass offered = new RuntimeClassBuilder()
                    .withNewMetadata()
                    .withName(kind.toString())
                    .endMetadata()
                    .withHandler(kind.toString())
                    .build();
            try {
                client.resources(RuntimeClass.class).resource(offered).create();
            } catch (KubernetesClientException refused) {
                if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    log.warn("no RuntimeClass {}: {}", kind, refused.getMessage());
                }
            }
        }
    }

    private void forgetOldLogs() {
        Set<String> known = nodes.values().stream()
                .flatMap(node -> node.workers().all().stream())
                .map(worker -> worker.pod().getMetadata().getUid())
                .collect(Collectors.toSet());
        if (runtimes.get(RuntimeKind.PROCESS) instanceof ProcessRuntime processes) {
            processes.retainPods(known);
        }
    }

    private <T> T retried(Supplier<T> request) throws InterruptedException {
        while (true) {
            try {
                return request.get();
            } catch (KubernetesClientException unreachable) {
                if (closed) {
                    throw new InterruptedException("closed while registering");
                }
                log.warn("nodes are not registered yet, trying again: {}", unreachable.getMessage());
                clock.sleep(REGISTER_RETRY);
            }
        }
    }

    /** Done when every node is registered and its pods are being looked after. */
    public CompletionStage<Void> ready() {
        return ready.minimalCompletionStage();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (registration != null) {
            registration.interrupt();
        }
        informers.close();
        nodes.values().forEach(node -> node.agent().close());
        // First the workers, or they would take the containers' end for a crash and report it.
        workers.shutdownNow();
        probes.shutdownNow();
        runtimes.values().forEach(ContainerRuntime::close);
        nodes.values().forEach(node -> node.server().close());
        events.close();
        if (vertx != null) {
            vertx.close();
        }
    }
}
