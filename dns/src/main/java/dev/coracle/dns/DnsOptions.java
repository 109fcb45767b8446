package dev.coracle.dns;

import java.time.Duration;
import java.util.Locale;

/**
 * Settings of a {@link DnsServer}; start from {@link #builder}.
 *
 * @param address the IPv4 address to listen on
 * @param port for UDP and TCP alike; 0 takes any that is free for both
 * @param zone the cluster domain, without a trailing dot
 * @param ttl how long answers may be cached; 30 s as in the Corefile that kubeadm installs
 * @param maxTcpConnections further ones are closed at once
 * @param tcpIdleTimeout how long a TCP connection may stay without a query
 */
public record DnsOptions(
        String address, int port, String zone, Duration ttl, int maxTcpConnections, Duration tcpIdleTimeout) {
    private static final int MAX_PORT = 65_535;

    public DnsOptions {
        zone = zone.toLowerCase(Locale.ROOT);
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " must be between 0 and " + MAX_PORT);
        }
        if (!DomainNames.isValid(zone)) {
            throw new IllegalArgumentException("zone \"" + zone + "\" must be a domain name without a trailing dot");
        }
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("ttl " + ttl + " must not be negative");
        }
        if (maxTcpConnections < 1) {
            throw new IllegalArgumentException("maxTcpConnections " + maxTcpConnections + " must be at least 1");
        }
        if (tcpIdleTimeout.isNegative() || tcpIdleTimeout.isZero()) {
            throw new IllegalArgumentException("tcpIdleTimeout " + tcpIdleTimeout + " must be positive");
        }
    }

    public static DnsOptions defaults() {
        return builder().build();
    }

    /** Begins with {@link #defaults}. */
    public static Builder builder() {
        return new Builder();
    }

    int ttlSeconds() {
        return (int) Math.min(Integer.MAX_VALUE, ttl.toSeconds());
    }

    /** The settings one by one, each as {@link DnsOptions} says; confined to one thread. */
    public static final class Builder {
        private String address = "127.0.0.1";
        private int port = 10_053;
        private String zone = "cluster.local";
        private Duration ttl = Duration.ofSeconds(30);
        private int maxTcpConnections = 256;
        private Duration tcpIdleTimeout = Duration.ofSeconds(10);

        private Builder() {}

        public Builder address(String value) {
            address = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder zone(String value) {
            zone = value;
            return this;
        }

        public Builder ttl(Duration value) {
            ttl = value;
            return this;
        }

        public Builder maxTcpConnections(int value) {
            maxTcpConnections = value;
            return this;
        }

        public Builder tcpIdleTimeout(Duration value) {
            tcpIdleTimeout = value;
            return this;
        }

        public DnsOptions build() {
            return new DnsOptions(address, port, zone, ttl, maxTcpConnections, tcpIdleTimeout);
        }
    }
}
