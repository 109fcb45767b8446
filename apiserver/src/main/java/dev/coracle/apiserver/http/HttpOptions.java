package dev.coracle.apiserver.http;

import java.time.Duration;

/**
 * Where the server listens and how much it takes.
 *
 * @param host the address to bind
 * @param port 0 for any free one
 * @param eventLoops how many threads serve connections
 * @param maxBodyBytes the longest request body
 * @param maxConnections further connections are closed at once
 * @param requestTimeout how long a request may go without the beginning of an answer
 */
public record HttpOptions(
        String host, int port, int eventLoops, int maxBodyBytes, int maxConnections, Duration requestTimeout) {
    public HttpOptions withPort(int other) {
        return new HttpOptions(host, other, eventLoops, maxBodyBytes, maxConnections, requestTimeout);
    }
}
