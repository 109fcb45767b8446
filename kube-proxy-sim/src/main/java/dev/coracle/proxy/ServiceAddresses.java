package dev.coracle.proxy;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who answers for which address: every address of every Service port, whether something listens there or not, and the
 * sockets that stand in for them. What is sent to one of these comes back here, so none is an endpoint. Safe from any
 * thread; changed on the control thread.
 */
final class ServiceAddresses {
    private final Map<ListenAddress, PortProxy> owners = new ConcurrentHashMap<>();

    void claim(ListenAddress address, PortProxy owner) {
        owners.put(address, owner);
    }

    void release(ListenAddress address, PortProxy owner) {
        owners.remove(address, owner);
    }

    void replace(Set<ListenAddress> before, Set<ListenAddress> after, PortProxy owner) {
        before.stream().filter(address -> !after.contains(address)).forEach(address -> release(address, owner));
        after.forEach(address -> claim(address, owner));
    }

    @Nullable
    PortProxy at(ListenAddress address) {
        return owners.get(address);
    }

    boolean leadsBack(Transport transport, Endpoint endpoint) {
        return owners.containsKey(ListenAddress.of(transport, endpoint.address()))
                || owners.containsKey(ListenAddress.of(transport, endpoint.dial()));
    }
}
