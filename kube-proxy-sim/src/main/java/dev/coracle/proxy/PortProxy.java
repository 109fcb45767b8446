package dev.coracle.proxy;

import dev.coracle.client.EventRecorder;
import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.Clock;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything the proxy has open for one Service port: a balancer and the listeners that share it. While no endpoint is
 * usable nothing listens, so the kernel refuses connections. An address that cannot be opened is reported once and
 * tried again with growing pauses. Changed on the control thread; event loops use the balancer and the counts.
 */
final class PortProxy {
    private static final Logger log = LoggerFactory.getLogger(PortProxy.class);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(1);

    private final ServicePortName name;
    private final ProxyContext context;
    private final Balancer balancer;
    private final ConnectionLimit limit;
    private final Map<ListenAddress, Listener> listeners = new ConcurrentHashMap<>();
    private final Map<ListenAddress, Retry> retries = new HashMap<>();
    /** Where an address is that this machine does not answer on. */
    private final Map<ListenAddress, ListenAddress> elsewhere = new HashMap<>();

    private Set<ListenAddress> claimed = Set.of();
    private Set<ListenAddress> wanted = Set.of();
    private List<Endpoint> refused = List.of();
    private int nodePort;

    PortProxy(ServicePortName name, ProxyContext context) {
        this.name = name;
        this.context = context;
        balancer = new Balancer(context.clock());
        limit = new ConnectionLimit(context.options().maxConnections());
    }

    /** Takes the wanted state over and closes what is not in it; {@link #openMissing} does the rest. */
    void update(ServicePort port) {
        context.addresses().replace(claimed, port.addresses(), this);
        claimed = port.addresses();
        List<Endpoint> endpoints = withoutLoops(port.endpoints());
        balancer.update(endpoints, port.affinity());
        nodePort = port.nodePort();
        wanted = endpoints.isEmpty() ? Set.of() : port.addresses();
        for (ListenAddress address : new HashSet<>(listeners.keySet())) {
            if (!wanted.contains(address)) {
                closeListener(address);
            }
        }
        retries.keySet().retainAll(wanted);
        listeners.values().forEach(Listener::endpointsChanged);
    }

    /** Leads to one endpoint and listens nowhere itself. */
    void leadTo(Endpoint endpoint) {
        balancer.update(List.of(endpoint), Optional.empty());
    }

    /** Takes over a listener that was opened for it. */
    void adopt(Listener listener) {
        ListenAddress address = ListenAddress.of(name.transport(), listener.address());
        listeners.put(address, listener);
        claimed = Set.of(address);
        context.addresses().claim(address, this);
    }

    /** An endpoint that is a Service's address would send every connection in here again, without end. */
    private List<Endpoint> withoutLoops(List<Endpoint> endpoints) {
        List<Endpoint> loops = endpoints.stream().filter(this::leadsBack).toList();
        if (!loops.isEmpty() && !loops.equals(refused)) {
            tell(
                    EventRecorder.WARNING,
                    "EndpointIsService",
                    "Not used as an endpoint: "
                            + loops.stream().map(Endpoint::toString).collect(Collectors.joining(", "))
                            + ". An address of a Service leads back to the proxy.");
        }
        refused = loops;
        return endpoints.stream().filter(endpoint -> !loops.contains(endpoint)).toList();
    }

    boolean leadsBack(Endpoint endpoint) {
        return context.addresses().leadsBack(name.transport(), endpoint);
    }

    private void tell(String type, String reason, String message) {
        context.events().tell(name, type, reason, message);
    }

    /** Opens what is wanted and not open. Separate, because another port may have to let go of the address first. */
    void openMissing() {
        for (ListenAddress address : wanted) {
            Retry retry = retries.get(address);
            if (retry != null && retry.dueNanos() - context.clock().nanoTime() > 0) {
                continue;
            }
            retries.remove(address);
            if (!listeners.containsKey(address)) {
                open(address, retry == null ? 0 : retry.failures());
            }
        }
    }

    private void open(ListenAddress address, int failures) {
        try {
            Listener listener = context.local().has(address.ip()) ? bind(address) : bindElsewhere(address);
            listeners.put(address, listener);
            log.debug("{} listens on {}", name, address);
        } catch (IOException failure) {
            context.metrics().bindFailures.increment();
            if (failures == 0) {
                String message = BindFailure.describe(address, nodePort, failure);
                tell(EventRecorder.WARNING, BindFailure.REASON, message);
            }
            retries.put(
                    address,
                    new Retry(
                            failures + 1,
                            context.clock().nanoTime() + backoff(failures).toNanos()));
        }
    }

    private Listener bind(ListenAddress address) throws IOException {
        EventLoopGroup loops = context.loops();
        return address.transport() == Transport.TCP
                ? TcpListener.open(address, this, loops)
                : UdpListener.open(address, this, loops);
    }

    /** Where this machine does not answer on the address: at a port of 127.0.0.1, the same one as before if it is free. */
    private Listener bindElsewhere(ListenAddress address) throws IOException {
        ListenAddress before = elsewhere.get(address);
        if (before != null) {
            try {
                return bind(before);
            } catch (IOException taken) {
                log.debug("{}: {} is not free any more: {}", name, before, taken.getMessage());
                context.addresses().release(before, this);
            }
        }
        Listener listener = bind(new ListenAddress(address.transport(), LocalAddresses.EVERYWHERE, 0));
        ListenAddress at = ListenAddress.of(address.transport(), listener.address());
        elsewhere.put(address, at);
        context.addresses().claim(at, this);
        tell(EventRecorder.NORMAL, "PortMapped", BindFailure.mapped(address, at));
        return listener;
    }

    /** How long until an address that could not be opened is due for another try; empty if there is none. */
    Optional<Duration> retryAfter() {
        return retries.values().stream()
                .map(retry -> Duration.ofNanos(
                        Math.max(0, retry.dueNanos() - context.clock().nanoTime())))
                .min(Comparator.naturalOrder());
    }

    private Duration backoff(int failures) {
        Duration pause = context.options().rebindBackoff().multipliedBy(1L << Math.min(failures, 16));
        return pause.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : pause;
    }

    /** Closes every listener; open connections go on. */
    void close() {
        wanted = Set.of();
        retries.clear();
        context.addresses().replace(claimed, Set.of(), this);
        elsewhere.values().forEach(at -> context.addresses().release(at, this));
        new HashSet<>(listeners.keySet()).forEach(this::closeListener);
    }

    private void closeListener(ListenAddress address) {
        Listener listener = listeners.remove(address);
        if (listener != null) {
            listener.close();
            log.debug("{} no longer listens on {}", name, address);
        }
    }

    boolean connectionOpened(Channel client) {
        context.connections().add(client);
        context.metrics().accepted.increment();
        context.metrics().open.increment();
        boolean room = limit.opened();
        if (!room) {
            context.metrics().acceptPauses.increment();
        }
        return room;
    }

    void connectionClosed() {
        context.metrics().open.decrement();
        if (limit.closed()) {
            listeners.values().forEach(Listener::resume);
        }
    }

    ServicePortName name() {
        return name;
    }

    Balancer balancer() {
        return balancer;
    }

    ConnectionLimit limit() {
        return limit;
    }

    ChannelGroup connections() {
        return context.connections();
    }

    Clock clock() {
        return context.clock();
    }

    ProxyOptions options() {
        return context.options();
    }

    ProxyMetrics metrics() {
        return context.metrics();
    }

    Set<ListenAddress> listening() {
        return Set.copyOf(listeners.keySet());
    }

    private record Retry(int failures, long dueNanos) {}
}
