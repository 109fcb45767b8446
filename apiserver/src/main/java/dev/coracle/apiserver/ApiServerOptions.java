package dev.coracle.apiserver;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How an API server is to run.
 *
 * @param host the address to bind
 * @param port 0 for any free one
 * @param serviceCidr the block that cluster IPs come out of
 * @param nodePortMin the first node port
 * @param nodePortMax the last node port
 * @param eventLoops how many threads serve connections
 * @param maxBodyBytes the longest request body
 * @param maxConnections further connections are closed at once
 * @param maxWatches further watches are answered 429
 * @param requestTimeout how long a request other than a watch may take
 * @param random for uids and generated names; used by one thread at a time
 */
public record ApiServerOptions(
        String host,
        int port,
        String serviceCidr,
        int nodePortMin,
        int nodePortMax,
        int eventLoops,
        int maxBodyBytes,
        int maxConnections,
        int maxWatches,
        Duration requestTimeout,
        RandomGenerator random) {
    private static final int LAST_PORT = 65_535;

    public ApiServerOptions {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and " + LAST_PORT);
        }
        if (nodePortMin < 1 || nodePortMin > nodePortMax || nodePortMax > LAST_PORT) {
            throw new IllegalArgumentException(
                    "node ports " + nodePortMin + "-" + nodePortMax + " are no range within 1-" + LAST_PORT);
        }
        if (eventLoops < 1 || maxBodyBytes < 1 || maxConnections < 1 || maxWatches < 1) {
            throw new IllegalArgumentException("bounds must be positive: " + eventLoops + " event loops, "
                    + maxBodyBytes + " bytes, " + maxConnections + " connections, " + maxWatches + " watches");
        }
    }

    /** Loopback on any free port, and the addresses of Coracle's defaults. */
    public static ApiServerOptions defaults() {
        return new ApiServerOptions(
                "127.0.0.1",
                0,
                "127.96.0.0/16",
                30_000,
                32_767,
                Runtime.getRuntime().availableProcessors(),
                3 * 1024 * 1024,
                10_000,
                20_000,
                Duration.ofSeconds(60),
                new SplittableRandom(new SecureRandom().nextLong()));
    }

    public ApiServerOptions withPort(int newPort) {
        return new ApiServerOptions(
                host,
                newPort,
                serviceCidr,
                nodePortMin,
                nodePortMax,
                eventLoops,
                maxBodyBytes,
                maxConnections,
                maxWatches,
                requestTimeout,
                random);
    }

    public ApiServerOptions withServiceCidr(String newServiceCidr) {
        return new ApiServerOptions(
                host,
                port,
                newServiceCidr,
                nodePortMin,
                nodePortMax,
                eventLoops,
                maxBodyBytes,
                maxConnections,
                maxWatches,
                requestTimeout,
                random);
    }

    public ApiServerOptions withMaxWatches(int newMaxWatches) {
        return new ApiServerOptions(
                host,
                port,
                serviceCidr,
                nodePortMin,
                nodePortMax,
                eventLoops,
                maxBodyBytes,
                maxConnections,
                newMaxWatches,
                requestTimeout,
                random);
    }

    public ApiServerOptions withRandom(RandomGenerator newRandom) {
        return new ApiServerOptions(
                host,
                port,
                serviceCidr,
                nodePortMin,
                nodePortMax,
                eventLoops,
                maxBodyBytes,
                maxConnections,
                maxWatches,
                requestTimeout,
                newRandom);
    }
}
