package dev.coracle.dns;

import java.time.Duration;
import java.util.Locale;

/**
 * Settings of a {@link DnsServer}; start from {@link #defaults}.
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
        return new DnsOptions(
                "127.0.0.1", 10_053, "cluster.local", Duration.ofSeconds(30), 256, Duration.ofSeconds(10));
    }

    public DnsOptions withPort(int newPort) {
        return new DnsOptions(address, newPort, zone, ttl, maxTcpConnections, tcpIdleTimeout);
    }

    public DnsOptions withZone(String newZone) {
        return new DnsOptions(address, port, newZone, ttl, maxTcpConnections, tcpIdleTimeout);
    }

    public DnsOptions withTcp(int maxConnections, Duration idleTimeout) {
        return new DnsOptions(address, port, zone, ttl, maxConnections, idleTimeout);
    }

    int ttlSeconds() {
        return (int) Math.min(Integer.MAX_VALUE, ttl.toSeconds());
    }
}
