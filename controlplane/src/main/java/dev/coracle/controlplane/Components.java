package dev.coracle.controlplane;

import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.client.ClientFactory;
import dev.coracle.clock.Clock;
import dev.coracle.controllers.ControllerManager;
import dev.coracle.controllers.ControllerManagerOptions;
import dev.coracle.dns.DnsOptions;
import dev.coracle.dns.DnsServer;
import dev.coracle.kubelet.FakeNodes;
import dev.coracle.kubelet.KubeletOptions;
import dev.coracle.kubelet.RuntimeKind;
import dev.coracle.proxy.KubeProxy;
import dev.coracle.proxy.ProxyOptions;
import dev.coracle.storage.RocksDbOptions;
import dev.coracle.storage.Store;
import dev.coracle.storage.StoreException;
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Builds the components of a plane out of its options and starts them. Components may be started from several threads at once. */
final class Components {
    /** As many simulated pods as one node takes when its plane has the addresses. */
    private static final long SIMULATED_PODS_PER_NODE = 5000;

    private final ControlPlaneOptions options;
    private final Addresses addresses;
    private final Clock clock;
    private final ControlPlane.Opened opened;
    private volatile @Nullable InetSocketAddress dnsAddress;
    private volatile @Nullable InetSocketAddress tunnelAddress;
    private volatile CompletableFuture<StoreException> storeEnd = new CompletableFuture<>();

    Components(ControlPlaneOptions options, Addresses addresses, Clock clock, ControlPlane.Opened opened) {
        this.options = options;
        this.addresses = addresses;
        this.clock = clock;
        this.opened = opened;
    }

    /** Returns when requests are answered. */
    URI startApiServer() {
        ApiServerOptions settings = ApiServerOptions.defaults()
                .withPort(options.apiPort())
                .withServiceCidr(addresses.services().toString())
                .withAllowedHosts(options.allowedHosts());
        if (options.seed() != null) {
            settings = settings.withRandom(new Random(options.seed()));
        }
        Store store = opened.add(store());
        storeEnd = store.ended();
        ApiServer server = opened.add(new ApiServer(settings, store, clock));
        server.start();
        return server.address();
    }

    private Store store() {
        Path directory = options.dataDirectory();
        return directory == null
                ? Stores.inMemory(StoreOptions.defaults(clock))
                : Stores.rocksDb(RocksDbOptions.in(directory, clock).withAcceptLoss(options.acceptLoss()));
    }

    /** Returns when the component does its work. */
    void start(Component component, ClientFactory clients) throws InterruptedException, ExecutionException {
        KubernetesClient client = opened.add(clients.client(component.agent()));
        switch (component) {
            case CONTROLLERS -> {
                ControllerManagerOptions settings = ControllerManagerOptions.builder()
                        .loadBalancerCidr(addresses.loadBalancers().toString())
                        .build();
                ControllerManager manager = opened.add(new ControllerManager(client, clock, settings));
                manager.start();
                await(manager.ready());
            }
            case KUBELET -> startNodes(client);
            case PROXY -> {
                KubeProxy proxy = opened.add(new KubeProxy(client, clock, proxySettings()));
                proxy.start();
                tunnelAddress = proxy.tunnelAddress().orElse(null);
                await(proxy.ready());
            }
            case DNS -> {
                DnsOptions settings =
                        DnsOptions.builder().port(options.dnsPort()).build();
                DnsServer server = opened.add(new DnsServer(client, clock, settings));
                server.start();
                dnsAddress = server.address();
                await(server.ready());
            }
        }
    }

    private static void await(CompletionStage<?> ready) throws InterruptedException, ExecutionException {
        ready.toCompletableFuture().get();
    }

    /** Node ports open on 127.0.0.1 only where the addresses are the user's own choice, lest planes meet there. */
    private ProxyOptions proxySettings() {
        ProxyOptions.Builder settings = ProxyOptions.builder();
        if (options.addresses() == null) {
            settings.nodePortAddresses(List.of());
        }
        if (options.tunnelPort() != null) {
            settings.tunnelPort(options.tunnelPort());
        }
        return settings.build();
    }

    private void startNodes(KubernetesClient client) throws InterruptedException, ExecutionException {
        if (options.nodes() == 0) {
            return;
        }
        Path work = options.workDirectory() == null
                ? Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "coracle-" + ProcessHandle.current().pid() + "-"
                                + addresses.nodes().address(0))
                : options.workDirectory();
        KubeletOptions settings = KubeletOptions.builder(work)
                .nodes(options.nodes())
                .runtime(options.runtime())
                .podCidr(addresses.pods().toString())
                .nodeCidr(addresses.nodes().toString())
                .maxPods(options.runtime() == RuntimeKind.SIMULATED ? simulatedPodsPerNode() : 0)
                .build();
        FakeNodes nodes = opened.add(new FakeNodes(client, clock, settings));
        nodes.start();
        await(nodes.ready());
    }

    private int simulatedPodsPerNode() {
        long room = addresses.pods().size() / Integer.highestOneBit(2 * options.nodes() - 1);
        return (int) Math.min(SIMULATED_PODS_PER_NODE, room - 3);
    }

    /** Where the way into the cluster is; null when there is none. */
    @Nullable
    InetSocketAddress tunnelAddress() {
        return tunnelAddress;
    }

    /** Completes with the reason when the store has ended. */
    CompletableFuture<StoreException> storeEnd() {
        return storeEnd;
    }

    /** Where DNS listens; null when it was not started. */
    @Nullable
    InetSocketAddress dnsAddress() {
        return dnsAddress;
    }
}
