package dev.coracle.proxy;

import dev.coracle.client.Informer;
import dev.coracle.client.ObjectKey;
import dev.coracle.client.ServiceInformer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a name or an address stands for in the cluster, as a pod of the namespace {@code default} would: search
 * domains, Services, names of pods behind headless Services, nodes. What is not the cluster's is refused, so nobody is led
 * anywhere else. Safe from any thread; never blocks.
 */
final class TunnelTargets {
    private static final String ZONE = "cluster.local";
    private static final List<String> SEARCH = List.of(".default.svc." + ZONE, ".svc." + ZONE, "." + ZONE, "");
    private static final int MOST_ALIASES = 8;

    private final ServiceInformer services;
    private final Informer<Node> nodes;
    private final PodSockets pods;
    private final ProxyContext context;
    private final AtomicInteger turns = new AtomicInteger();

    TunnelTargets(ServiceInformer services, Informer<Node> nodes, PodSockets pods, ProxyContext context) {
        this.services = services;
        this.nodes = nodes;
        this.pods = pods;
        this.context = context;
    }

    /** What was found. */
    sealed interface Target {
        /** A Service's port, or one that stands for a port of a pod or a node. */
        record Found(PortProxy port) implements Target {}

        /** Not to be had here; {@code why} is a sentence for the user. */
        record Refused(String why) implements Target {}

        /** Pods are not known yet; they are asked for and will be soon. */
        record NotYet() implements Target {}
    }

    Target find(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (NetUtil.isValidIpV4Address(name)) {
            return at(name, name, port);
        }
        for (String domain : SEARCH) {
            Optional<Target> found = named(name + domain, port, 0);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return node(name)
                .flatMap(TunnelTargets::address)
                .map(ip -> at(name, ip, port))
                .orElseGet(() -> new Target.Refused("\"" + host + "\" is no Service, pod or node of this cluster"));
    }

    private Optional<Target> named(String name, int port, int aliases) {
        if (!name.endsWith("." + ZONE)) {
            return Optional.empty();
        }
        String[] labels = name.substring(0, name.length() - ZONE.length() - 1).split("\\.", -1);
        int last = labels.length - 1;
        if (labels[last].equals("pod") && labels.length == 3) {
            String ip = labels[0].replace('-', '.');
            return NetUtil.isValidIpV4Address(ip) ? Optional.of(at(name, ip, port)) : Optional.empty();
        }
        if (!labels[last].equals("svc") || labels.length < 3 || labels.length > 4) {
            return Optional.empty();
        }
        ObjectKey key = new ObjectKey(labels[last - 1], labels[last - 2]);
        Service service = services.get(key);
        if (service == null || service.getSpec() == null) {
            return Optional.empty();
        }
        if ("ExternalName".equals(service.getSpec().getType())) {
            return Optional.of(alias(service, port, aliases));
        }
        return labels.length == 4
                ? endpoint(key, labels[0]).map(ip -> at(name, ip, port))
                : Optional.of(service(service, key, port));
    }

    private Target alias(Service service, int port, int aliases) {
        String to = String.valueOf(service.getSpec().getExternalName()).toLowerCase(Locale.ROOT);
        Optional<Target> found = aliases < MOST_ALIASES ? named(to, port, aliases + 1) : Optional.empty();
        return found.orElseGet(() -> new Target.Refused(
                "Service " + name(service) + " is another name of " + to + ", which is not of this cluster"));
    }

    private Target service(Service service, ObjectKey key, int port) {
        String ip = String.valueOf(service.getSpec().getClusterIP());
        if (NetUtil.isValidIpV4Address(ip)) {
            return at(key.toString(), ip, port);
        }
        return endpoint(key, null)
                .map(pod -> at(key.toString(), pod, port))
                .orElseGet(() -> new Target.Refused("Service " + name(service) + " has no ready endpoint"));
    }

    /** A ready endpoint of a Service, each in its turn; of that host name, if one is asked for. */
    private Optional<String> endpoint(ObjectKey service, @Nullable String hostname) {
        List<String> ips = services.slices(service).stream()
                .filter(slice -> "IPv4".equals(slice.getAddressType()))
                .map(EndpointSlice::getEndpoints)
                .flatMap(List::stream)
                .filter(each -> hostname == null || hostname.equals(each.getHostname()))
                .filter(each -> each.getConditions() == null
                        || !Boolean.FALSE.equals(each.getConditions().getReady()))
                .flatMap(each -> each.getAddresses().stream().limit(1))
                .sorted()
                .toList();
        return ips.isEmpty()
                ? Optional.empty()
                : Optional.of(ips.get(Math.floorMod(turns.getAndIncrement(), ips.size())));
    }

    private Target at(String asked, String ip, int port) {
        PortProxy service = context.addresses().at(new ListenAddress(Transport.TCP, ip, port));
        if (service != null) {
            return new Target.Found(service);
        }
        Optional<Service> owner = owner(ip);
        if (owner.isPresent()) {
            return new Target.Refused(
                    "Service " + name(owner.get()) + " has no TCP port " + port + "; it has " + ports(owner.get()));
        }
        if (isKubelet(ip, port)) {
            return direct(Endpoint.of(ip, port));
        }
        if (!pods.known()) {
            pods.watch();
            return new Target.NotYet();
        }
        Endpoint pod = pods.find(Endpoint.of(ip, port));
        boolean here = !pod.dial().equals(pod.address()) || context.local().has(ip);
        return pods.pod(ip) != null && here
                ? direct(pod)
                : new Target.Refused((asked.equals(ip) ? ip : asked + " (" + ip + ")") + ":" + port
                        + " is no port of a Service, pod or node of this cluster on this machine");
    }

    private Target direct(Endpoint endpoint) {
        PortProxy port = new PortProxy(new ServicePortName("", endpoint.toString(), "", Transport.TCP), context);
        port.leadTo(endpoint);
        return new Target.Found(port);
    }

    private Optional<Service> owner(String ip) {
        return services.keys().stream()
                .map(services::get)
                .filter(Objects::nonNull)
                .filter(service ->
                        service.getSpec() != null && ip.equals(service.getSpec().getClusterIP()))
                .findFirst();
    }

    private static String ports(Service service) {
        return String.join(
                ", ",
                service.getSpec().getPorts().stream()
                        .map(port -> String.valueOf(port.getPort()))
                        .toList());
    }

    private boolean isKubelet(String ip, int port) {
        return ip.startsWith("127.")
                && nodes.list().stream()
                        .anyMatch(node -> address(node).equals(Optional.of(ip))
                                && node.getStatus().getDaemonEndpoints() != null
                                && node.getStatus().getDaemonEndpoints().getKubeletEndpoint() != null
                                && Integer.valueOf(port)
                                        .equals(node.getStatus()
                                                .getDaemonEndpoints()
                                                .getKubeletEndpoint()
                                                .getPort()));
    }

    private Optional<Node> node(String name) {
        return nodes.list().stream()
                .filter(node -> node.getMetadata().getName().equals(name))
                .findFirst();
    }

    private static Optional<String> address(Node node) {
        return node.getStatus() == null
                ? Optional.empty()
                : Stream.ofNullable(node.getStatus().getAddresses())
                        .flatMap(List::stream)
                        .filter(address -> "InternalIP".equals(address.getType()))
                        .map(io.fabric8.kubernetes.api.model.NodeAddress::getAddress)
                        .filter(NetUtil::isValidIpV4Address)
                        .findFirst();
    }

    private static String name(Service service) {
        return service.getMetadata().getNamespace() + "/"
                + service.getMetadata().getName();
    }
}
