package dev.coracle.proxy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link KubeProxy}; start from {@link #builder}.
 *
 * @param nodePortAddresses the addresses every node port is opened on
 * @param nodePortsOnNodes whether node ports are also opened on the loopback InternalIP of nodes, the first {@value
 *     #MAX_NODE_ADDRESSES} by name
 * @param ioThreads event loops that carry the traffic
 * @param maxConnections open connections per Service port; at the bound no more are accepted until one ends
 * @param connectTimeout how long an endpoint may take to accept before the next one is tried
 * @param maxUdpSessions clients remembered per UDP listener; the one silent for longest makes room
 * @param udpIdleTimeout silence after which a UDP session ends (nf_conntrack_udp_timeout's default)
 * @param tunnelPort where programs on this machine get into the cluster by SOCKS5 or HTTP CONNECT, on 127.0.0.1; 0 is any
 *     free port, null none
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
        Duration rebindBackoff,
        @Nullable Integer tunnelPort) {
    static final int MAX_NODE_ADDRESSES = 16;

    public ProxyOptions {
        nodePortAddresses = List.copyOf(nodePortAddresses);
        requirePositive("ioThreads", ioThreads);
        requirePositive("maxConnections", maxConnections);
        requirePositive("maxUdpSessions", maxUdpSessions);
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("udpIdleTimeout", udpIdleTimeout);
        requirePositive("rebindBackoff", rebindBackoff);
        if (tunnelPort != null && (tunnelPort < 0 || tunnelPort > 65_535)) {
            throw new IllegalArgumentException("tunnelPort " + tunnelPort + " must be from 0 to 65535");
        }
    }

    public static ProxyOptions defaults() {
        return builder().build();
    }

    /** Begins with {@link #defaults}. */
    public static Builder builder() {
        return new Builder();
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

    /** The settings one by one, each as {@link ProxyOptions} says; confined to one thread. */
    public static final class Builder {
        private List<String> nodePortAddresses = List.of("127.0.0.1");
        private boolean nodePortsOnNodes = true;
        private int ioThreads = Math.min(4, Runtime.getRuntime().availableProcessors());
        private int maxConnections = 10_000;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private int maxUdpSessions = 1_024;
        private Duration udpIdleTimeout = Duration.ofSeconds(30);
        private Duration rebindBackoff = Duration.ofSeconds(1);
        private @Nullable Integer tunnelPort;

        private Builder() {}

        public Builder nodePortAddresses(List<String> value) {
            nodePortAddresses = value;
            return this;
        }

        public Builder nodePortsOnNodes(boolean value) {
            nodePortsOnNodes = value;
            return this;
        }

        public Builder ioThreads(int value) {
            ioThreads = value;
            return this;
        }

        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder maxUdpSessions(int value) {
            maxUdpSessions = value;
            return this;
        }

        public Builder udpIdleTimeout(Duration value) {
            udpIdleTimeout = value;
            return this;
        }

        public Builder rebindBackoff(Duration value) {
            rebindBackoff = value;
            return this;
        }

        public Builder tunnelPort(int value) {
            tunnelPort = value;
            return this;
        }

        public ProxyOptions build() {
            return new ProxyOptions(
                    nodePortAddresses,
                    nodePortsOnNodes,
                    ioThreads,
                    maxConnections,
                    connectTimeout,
                    maxUdpSessions,
                    udpIdleTimeout,
                    rebindBackoff,
                    tunnelPort);
        }
    }
}
