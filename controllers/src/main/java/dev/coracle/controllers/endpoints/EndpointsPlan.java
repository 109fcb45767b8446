package dev.coracle.controllers.endpoints;

import dev.coracle.controllers.core.PodFacts;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Groups a Service's pods into the subsets of an Endpoints object: pods that offer the same ports share one. */
final class EndpointsPlan {
    /** Upstream's limit; what is beyond it is left out and the object annotated. EndpointSlices have none. */
    static final int MAX_ADDRESSES = 1000;

    private EndpointsPlan() {}

    /** {@code truncated} if there were more addresses than an Endpoints object may have. */
    record Subsets(List<EndpointSubset> subsets, boolean truncated) {}

    static Subsets of(Service service, Collection<Pod> podsOfNamespace) {
        String family = service.getSpec().getIpFamilies().stream().findFirst().orElse("IPv4");
        boolean all = ServiceTargets.publishesNotReady(service);
        List<Pod> pods = ServiceTargets.candidates(service, podsOfNamespace, family)
                .filter(pod -> all || !PodFacts.isTerminating(pod))
                // Ready ones first, should there be too many.
                .sorted(Comparator.<Pod, Boolean>comparing(pod -> !PodFacts.isReady(pod))
                        .thenComparing(
                                pod -> ServiceTargets.address(pod, family).orElse("")))
                .toList();
        Map<List<ServiceTargets.TargetPort>, Group> groups = new LinkedHashMap<>();
        boolean truncated = pods.size() > MAX_ADDRESSES;
        for (Pod pod : truncated ? pods.subList(0, MAX_ADDRESSES) : pods) {
            List<ServiceTargets.TargetPort> ports = ServiceTargets.ports(service, pod);
            if (ports.isEmpty() && !service.getSpec().getPorts().isEmpty()) {
                continue; // Nothing on this pod answers for the Service.
            }
            Group group = groups.computeIfAbsent(ports, p -> new Group(new ArrayList<>(), new ArrayList<>()));
            (all || PodFacts.isReady(pod) ? group.ready : group.notReady).add(address(service, pod, family));
        }
        List<EndpointSubset> subsets = new ArrayList<>();
        groups.forEach((ports, group) -> subsets.add(new EndpointSubsetBuilder()
                .withAddresses(group.ready)
                .withNotReadyAddresses(group.notReady)
                .withPorts(ports.stream().map(EndpointsPlan::port).toList())
                .build()));
        subsets.sort(Comparator.comparing(s -> s.getPorts().toString()));
        return new Subsets(subsets, truncated);
    }

    private static EndpointAddress address(Service service, Pod pod, String family) {
        return new EndpointAddressBuilder()
                .withIp(ServiceTargets.address(pod, family).orElseThrow())
                .withNodeName(pod.getSpec().getNodeName())
                .withHostname(ServiceTargets.hostname(service, pod))
                .withTargetRef(ServiceTargets.reference(pod))
                .build();
    }

    private static EndpointPort port(ServiceTargets.TargetPort port) {
        return new EndpointPortBuilder()
                .withName(Objects.requireNonNullElse(port.name(), "").isEmpty() ? null : port.name())
                .withPort(port.port())
                .withProtocol(port.protocol())
                .withAppProtocol(port.appProtocol())
                .build();
    }

    private record Group(List<EndpointAddress> ready, List<EndpointAddress> notReady) {}
}
