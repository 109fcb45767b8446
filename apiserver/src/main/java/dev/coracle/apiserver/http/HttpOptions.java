package dev.coracle.apiserver.http;

import java.time.Duration;
import java.util.Set;

/**
 * Where the server listens and how much it takes.
 *
 * @param host the address to bind
 * @param port 0 for any free one
 * @param eventLoops how many threads serve connections
 * @param maxBodyBytes the longest request body
 * @param maxConnections further connections are closed at once
 * @param timeouts how long the server waits for a client, and a client for it
 * @param allowedHosts names, besides the server's own, that a request's Host and Origin may have; in lower case
 */
public record HttpOptions(
        String host,
        int port,
        int eventLoops,
        int maxBodyBytes,
        int maxConnections,
        Timeouts timeouts,
        Set<String> allowedHosts) {
    public HttpOptions {
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /**
     * How long anybody waits.
     *
     * @param request how long a request may go without the beginning of an answer
     * @param firstRequest how long a new connection may go without a whole request's head; upstream's is 32 s
     * @param idle how long a connection may go without a further request; upstream's is 90 s
     * @param sweep how often the two are looked at
     */
    public record Timeouts(Duration request, Duration firstRequest, Duration idle, Duration sweep) {
        /** Upstream's. */
        public static final Timeouts DEFAULTS = new Timeouts(
                Duration.ofSeconds(60), Duration.ofSeconds(32), Duration.ofSeconds(90), Duration.ofSeconds(2));
    }

    public HttpOptions withPort(int other) {
        return new HttpOptions(host, other, eventLoops, maxBodyBytes, maxConnections, timeouts, allowedHosts);
    }

    public HttpOptions withMaxConnections(int other) {
        return new HttpOptions(host, port, eventLoops, maxBodyBytes, other, timeouts, allowedHosts);
    }

    public HttpOptions withTimeouts(Timeouts other) {
        return new HttpOptions(host, port, eventLoops, maxBodyBytes, maxConnections, other, allowedHosts);
    }

    public HttpOptions withAllowedHosts(Set<String> other) {
        return new HttpOptions(host, port, eventLoops, maxBodyBytes, maxConnections, timeouts, other);
    }
}
