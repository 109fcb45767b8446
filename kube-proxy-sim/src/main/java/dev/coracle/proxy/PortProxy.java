package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private Set<ListenAddress> wanted = Set.of();
    private int nodePort;

    PortProxy(ServicePortName name, ProxyContext context) {
        this.name = name;
        this.context = context;
        balancer = new Balancer(context.clock());
        limit = new ConnectionLimit(context.options().maxConnections());
    }

    /** Takes the wanted state over and closes what is not in it; {@link #openMissing} does the rest. */
    void update(ServicePort port) {
        balancer.update(port.endpoints(), port.affinity());
        nodePort = port.nodePort();
        wanted = port.endpoints().isEmpty() ? Set.of() : port.addresses();
        for (ListenAddress address : new HashSet<>(listeners.keySet())) {
            if (!wanted.contains(address)) {
                closeListener(address);
            }
        }
        retries.keySet().retainAll(wanted);
        listeners.values().forEach(Listener::endpointsChanged);
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
        EventLoopGroup loops = context.loops();
        try {
            Listener listener = address.transport() == Transport.TCP
                    ? TcpListener.open(address, this, loops)
                    : UdpListener.open(address, this, loops);
            listeners.put(address, listener);
            log.debug("{} listens on {}", name, address);
        } catch (IOException failure) {
            context.metrics().bindFailures.increment();
            if (failures == 0) {
                String message = BindFailure.describe(address, nodePort, failure);
                context.events().warning(name.namespace(), name.service(), BindFailure.REASON, message);
            }
            retries.put(
                    address,
                    new Retry(
                            failures + 1,
                            context.clock().nanoTime() + backoff(failures).toNanos()));
        }
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
