package dev.coracle.proxy;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Works out what should listen for a Service, from the Service and its EndpointSlices alone. Pure functions.
 *
 * <p>Headless and ExternalName Services have no ports here. Only IPv4 is proxied. With one proxy for all nodes every
 * endpoint is local to it, so the traffic policies {@code Local} and {@code Cluster} are the same.
 */
final class ServicePorts {
    private static final Duration DEFAULT_AFFINITY = Duration.ofHours(3);
    /** A Service with this label is some other proxy's business. */
    private static final String OTHER_PROXY = "service.kubernetes.io/service-proxy-name";

    private ServicePorts() {}

    /** What should listen for a Service, in the order of its ports. */
    static List<ServicePort> of(
            Service service, Collection<EndpointSlice> slices, Collection<String> nodePortAddresses) {
        ServiceSpec spec = service.getSpec();
        if (spec == null || "ExternalName".equals(spec.getType()) || "None".equals(spec.getClusterIP())) {
            return List.of();
        }
        if (service.getMetadata().getLabels().containsKey(OTHER_PROXY)) {
            return List.of();
        }
        List<ServicePort> ports = new ArrayList<>();
        for (io.fabric8.kubernetes.api.model.ServicePort port : spec.getPorts()) {
            Optional<Transport> transport = transport(port.getProtocol());
            if (transport.isPresent()) {
                ports.add(servicePort(service, port, transport.get(), slices, nodePortAddresses));
            }
        }
        return ports;
    }

    /** The ports that cannot be carried, each as {@code name/protocol}. */
    static List<String> unsupported(Service service) {
        if (service.getSpec() == null) {
            return List.of();
        }
        return service.getSpec().getPorts().stream()
                .filter(port -> transport(port.getProtocol()).isEmpty())
                .map(port -> port.getPort() + "/" + port.getProtocol())
                .toList();
    }

    private static ServicePort servicePort(
            Service service,
            io.fabric8.kubernetes.api.model.ServicePort port,
            Transport transport,
            Collection<EndpointSlice> slices,
            Collection<String> nodePortAddresses) {
        ServicePortName name = new ServicePortName(
                service.getMetadata().getNamespace(),
                service.getMetadata().getName(),
                Objects.requireNonNullElse(port.getName(), ""),
                transport);
        int nodePort = Objects.requireNonNullElse(port.getNodePort(), 0);
        Set<ListenAddress> addresses = new LinkedHashSet<>();
        for (String ip : serviceAddresses(service)) {
            addresses.add(new ListenAddress(transport, ip, port.getPort()));
        }
        if (nodePort != 0) {
            for (String ip : nodePortAddresses) {
                addresses.add(new ListenAddress(transport, ip, nodePort));
            }
        }
        return new ServicePort(name, addresses, endpoints(name, slices), affinity(service.getSpec()), nodePort);
    }

    private static Set<String> serviceAddresses(Service service) {
        ServiceSpec spec = service.getSpec();
        Set<String> ips = new LinkedHashSet<>();
        addIpv4(ips, spec.getClusterIP());
        spec.getClusterIPs().forEach(ip -> addIpv4(ips, ip));
        // An external IP is the user's claim that packets for it reach this machine; that is known of loopback only.
        spec.getExternalIPs().stream().filter(ip -> ip.startsWith("127.")).forEach(ip -> addIpv4(ips, ip));
        if (service.getStatus() != null && service.getStatus().getLoadBalancer() != null) {
            for (LoadBalancerIngress ingress :
                    service.getStatus().getLoadBalancer().getIngress()) {
                if (!"Proxy".equals(ingress.getIpMode())) {
                    addIpv4(ips, ingress.getIp());
                }
            }
        }
        return ips;
    }

    private static void addIpv4(Set<String> ips, @Nullable String ip) {
        if (ip != null && !ip.isEmpty() && ip.indexOf(':') < 0) {
            ips.add(ip);
        }
    }

    /** Ready endpoints; if there are none, those that still serve while they terminate (KEP-1669). */
    private static List<Endpoint> endpoints(ServicePortName name, Collection<EndpointSlice> slices) {
        List<Endpoint> ready = select(name, slices, ServicePorts::isReady);
        return ready.isEmpty() ? select(name, slices, ServicePorts::isServingWhileTerminating) : ready;
    }

    private static List<Endpoint> select(
            ServicePortName name, Collection<EndpointSlice> slices, Predicate<@Nullable EndpointConditions> usable) {
        Set<Endpoint> found = new LinkedHashSet<>();
        slices.stream()
                .filter(slice -> "IPv4".equals(slice.getAddressType()))
                .sorted(Comparator.comparing(slice -> slice.getMetadata().getName()))
                .forEach(slice -> matchingPort(name, slice)
                        .ifPresent(port -> slice.getEndpoints().stream()
                                .filter(endpoint -> usable.test(endpoint.getConditions()))
                                // All addresses of an endpoint are fungible: the first stands for it.
                                .forEach(endpoint -> found.add(
                                        Endpoint.of(endpoint.getAddresses().get(0), port)))));
        return List.copyOf(found);
    }

    private static Optional<Integer> matchingPort(ServicePortName name, EndpointSlice slice) {
        for (EndpointPort port : slice.getPorts()) {
            boolean matches = name.port().equals(Objects.requireNonNullElse(port.getName(), ""))
                    && transport(port.getProtocol()).equals(Optional.of(name.transport()));
            if (matches && port.getPort() != null) {
                return Optional.of(port.getPort());
            }
        }
        return Optional.empty();
    }

    private static boolean isReady(@Nullable EndpointConditions conditions) {
        return conditions == null || !Boolean.FALSE.equals(conditions.getReady());
    }

    private static boolean isServingWhileTerminating(@Nullable EndpointConditions conditions) {
        return conditions != null
                && Boolean.TRUE.equals(conditions.getServing())
                && Boolean.TRUE.equals(conditions.getTerminating());
    }

    private static Optional<Duration> affinity(ServiceSpec spec) {
        if (!"ClientIP".equals(spec.getSessionAffinity())) {
            return Optional.empty();
        }
        if (spec.getSessionAffinityConfig() == null
                || spec.getSessionAffinityConfig().getClientIP() == null
                || spec.getSessionAffinityConfig().getClientIP().getTimeoutSeconds() == null) {
            return Optional.of(DEFAULT_AFFINITY);
        }
        return Optional.of(
                Duration.ofSeconds(spec.getSessionAffinityConfig().getClientIP().getTimeoutSeconds()));
    }

    private static Optional<Transport> transport(@Nullable String protocol) {
        if (protocol == null || protocol.equals("TCP")) {
            return Optional.of(Transport.TCP);
        }
        return protocol.equals("UDP") ? Optional.of(Transport.UDP) : Optional.empty();
    }
}
