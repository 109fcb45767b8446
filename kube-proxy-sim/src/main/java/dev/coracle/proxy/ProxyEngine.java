package dev.coracle.proxy;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the listening sockets equal to what the Services ask for: compares, closes what is no longer wanted, opens what
 * is missing. Confined to the control thread.
 */
final class ProxyEngine {
    private final ProxyContext context;
    private final Map<ServicePortName, PortProxy> ports = new HashMap<>();
    private final Map<String, Set<ServicePortName>> byService = new HashMap<>();

    ProxyEngine(ProxyContext context) {
        this.context = context;
    }

    /**
     * Replaces all ports of one Service; none closes them. Returns when to apply the same again because an address could
     * not be opened, or empty.
     */
    Optional<Duration> apply(String namespace, String service, List<ServicePort> wanted) {
        String key = namespace + "/" + service;
        Set<ServicePortName> names = new HashSet<>();
        wanted.forEach(port -> names.add(port.name()));
        for (ServicePortName gone : byService.getOrDefault(key, Set.of())) {
            PortProxy proxy = names.contains(gone) ? null : ports.remove(gone);
            if (proxy != null) {
                proxy.close();
            }
        }
        if (names.isEmpty()) {
            byService.remove(key);
        } else {
            byService.put(key, names);
        }
        for (ServicePort port : wanted) {
            ports.computeIfAbsent(port.name(), name -> new PortProxy(name, context))
                    .update(port);
        }
        List<PortProxy> proxies =
                wanted.stream().map(port -> ports.get(port.name())).toList();
        proxies.forEach(PortProxy::openMissing);
        return proxies.stream().flatMap(proxy -> proxy.retryAfter().stream()).min(Comparator.naturalOrder());
    }

    /** Everything that is open now, for tests and diagnosis. */
    Set<ListenAddress> listening() {
        Set<ListenAddress> open = new HashSet<>();
        ports.values().forEach(port -> open.addAll(port.listening()));
        return open;
    }

    /** Closes every listener and cuts every connection. */
    void close() {
        ports.values().forEach(PortProxy::close);
        ports.clear();
        byService.clear();
        context.connections().close().awaitUninterruptibly();
    }
}
