package dev.coracle.proxy;

import java.time.Duration;
import java.util.List;

/**
 * Settings of a {@link KubeProxy}; start from {@link #defaults}.
 *
 * @param nodePortAddresses the addresses every node port is opened on
 * @param nodePortsOnNodes whether node ports are also opened on the loopback InternalIP of nodes, the first {@value
 *     #MAX_NODE_ADDRESSES} by name
 * @param ioThreads event loops that carry the traffic
 * @param maxConnections open connections per Service port; at the bound no more are accepted until one ends
 * @param connectTimeout how long an endpoint may take to accept before the next one is tried
 * @param maxUdpSessions clients remembered per UDP listener; the one silent for longest makes room
 * @param udpIdleTimeout silence after which a UDP session ends (nf_conntrack_udp_timeout's default)
 * @param rebindBackoff first pause before a port that could not be opened is tried again; doubles up to a minute
 */
public record ProxyOptions(
        List<String> nodePortAddresses,
        boolean nodePortsOnNodes,
        int ioThreads,
        int maxConnections,
        Duration connectTimeout,
        int maxUdpSessions,
        Duration udpIdleTimeout,
        Duration rebindBackoff) {
    static final int MAX_NODE_ADDRESSES = 16;

    public ProxyOptions {
        nodePortAddresses = List.copyOf(nodePortAddresses);
        requirePositive("ioThreads", ioThreads);
        requirePositive("maxConnections", maxConnections);
        requirePositive("maxUdpSessions", maxUdpSessions);
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("udpIdleTimeout", udpIdleTimeout);
        requirePositive("rebindBackoff", rebindBackoff);
    }

    public static ProxyOptions defaults() {
        return new ProxyOptions(
                List.of("127.0.0.1"),
                true,
                Math.min(4, Runtime.getRuntime().availableProcessors()),
                10_000,
                Duration.ofSeconds(5),
                1_024,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1));
    }

    public ProxyOptions withNodePortAddresses(List<String> addresses, boolean onNodes) {
        return new ProxyOptions(
                addresses,
                onNodes,
                ioThreads,
                maxConnections,
                connectTimeout,
                maxUdpSessions,
                udpIdleTimeout,
                rebindBackoff);
    }

    public ProxyOptions withLimits(int connections, int udpSessions) {
        return new ProxyOptions(
                nodePortAddresses,
                nodePortsOnNodes,
                ioThreads,
                connections,
                connectTimeout,
                udpSessions,
                udpIdleTimeout,
                rebindBackoff);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + " must be at least 1");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " " + value + " must be positive");
        }
    }
}
