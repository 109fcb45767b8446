package dev.coracle.testing;

import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.client.KubernetesClients;
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
import dev.coracle.storage.StoreOptions;
import dev.coracle.storage.Stores;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Builds the parts of a plane out of its options and starts them. Parts may be started from several threads at once. */
final class Parts {
    /** As many simulated pods as one node takes when its plane has the addresses. */
    private static final long SIMULATED_PODS_PER_NODE = 5000;

    private final ControlPlaneOptions options;
    private final Addresses addresses;
    private final Clock clock;
    private final ControlPlane.Opened opened;
    private volatile @Nullable InetSocketAddress dnsAddress;

    Parts(ControlPlaneOptions options, Addresses addresses, Clock clock, ControlPlane.Opened opened) {
        this.options = options;
        this.addresses = addresses;
        this.clock = clock;
        this.opened = opened;
    }

    URI startApiServer() {
        ApiServerOptions server = ApiServerOptions.defaults()
                .withPort(options.apiPort())
                .withServiceCidr(addresses.services().toString());
        ApiServer apiServer = opened.add(new ApiServer(server, opened.add(openStore()), clock));
        apiServer.start();
        return apiServer.address();
    }

    private Store openStore() {
        Path directory = options.dataDirectory();
        return directory == null
                ? Stores.inMemory(StoreOptions.defaults(clock))
                : Stores.rocksDb(RocksDbOptions.in(directory, clock));
    }

    void start(Component component, URI apiServer) throws IOException {
        KubernetesClient client = opened.add(
                KubernetesClients.forServer(apiServer, component.name().toLowerCase(Locale.ROOT)));
        switch (component) {
            case CONTROLLERS ->
                opened.add(new ControllerManager(
                                client,
                                clock,
                                ControllerManagerOptions.defaults()
                                        .withLoadBalancerCidr(
                                                addresses.loadBalancers().toString())))
                        .start();
            case KUBELET -> {
                if (options.nodes() > 0) {
                    opened.add(new FakeNodes(client, clock, kubelet())).start();
                }
            }
            case PROXY -> opened.add(new KubeProxy(client, clock, proxy())).start();
            case DNS -> {
                DnsServer dns = opened.add(
                        new DnsServer(client, clock, DnsOptions.defaults().withPort(options.dnsPort())));
                dns.start();
                dnsAddress = dns.address();
            }
        }
    }

    private KubeletOptions kubelet() throws IOException {
        Path directory = options.workDirectory();
        Path files = directory == null ? Files.createTempDirectory("coracle-pods") : directory;
        KubeletOptions kubelet = KubeletOptions.defaults(files)
                .withNodes(1, options.nodes())
                .withCidrs(addresses.pods().toString(), addresses.nodes().toString());
        return switch (options.runtime()) {
            case PROCESS -> kubelet.withRuntime(RuntimeKind.PROCESS);
            case INLINE -> kubelet.withRuntime(RuntimeKind.INLINE);
            case SIMULATED -> kubelet.withMaxPods(simulatedPodsPerNode()).withRuntime(RuntimeKind.SIMULATED);
        };
    }

    private int simulatedPodsPerNode() {
        long room = addresses.pods().size() / Integer.highestOneBit(2 * options.nodes() - 1);
        return (int) Math.min(SIMULATED_PODS_PER_NODE, room - 3);
    }

    /** A plane that claimed its block keeps to it: node ports on 127.0.0.1 would meet those of the plane beside it. */
    private ProxyOptions proxy() {
        ProxyOptions proxy = ProxyOptions.defaults();
        return options.addresses() == null ? proxy.withNodePortAddresses(List.of(), true) : proxy;
    }

    /** Where DNS listens; null when it was not started. */
    @Nullable
    InetSocketAddress dnsAddress() {
        return dnsAddress;
    }
}
