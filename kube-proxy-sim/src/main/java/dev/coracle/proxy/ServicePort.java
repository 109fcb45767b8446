package dev.coracle.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the proxy should do for one port of a Service. Immutable.
 *
 * @param endpoints the usable ones; while there are none, nothing listens and connections are refused
 * @param affinity how long a client stays with its endpoint after its last connection; empty without affinity
 * @param nodePort 0 if the port has none
 */
record ServicePort(
        ServicePortName name,
        Set<ListenAddress> addresses,
        List<Endpoint> endpoints,
        Optional<Duration> affinity,
        int nodePort) {
    ServicePort {
        addresses = Set.copyOf(addresses);
        endpoints = List.copyOf(endpoints);
    }

    ServicePort withEndpoints(List<Endpoint> others) {
        return new ServicePort(name, addresses, others, affinity, nodePort);
    }
}
