package dev.coracle.apiserver;

import dev.coracle.apiserver.http.HttpOptions;
import dev.coracle.apiserver.resource.ClusterSettings;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * How an API server is to run.
 *
 * @param http where it listens and how much it takes
 * @param cluster what it is told of the cluster
 * @param maxWatches further watches are answered 429
 * @param random for uids and generated names; used by one thread at a time
 */
public record ApiServerOptions(HttpOptions http, ClusterSettings cluster, int maxWatches, RandomGenerator random) {
    private static final int LAST_PORT = 65_535;

    public ApiServerOptions {
        if (http.port() < 0 || http.port() > LAST_PORT) {
            throw new IllegalArgumentException("port " + http.port() + " is not between 0 and " + LAST_PORT);
        }
        int first = cluster.nodePortMin();
        int last = cluster.nodePortMax();
        if (first < 1 || first > last || last > LAST_PORT) {
            throw new IllegalArgumentException(
                    "node ports " + first + "-" + last + " are no range within 1-" + LAST_PORT);
        }
        if (http.eventLoops() < 1 || http.maxBodyBytes() < 1 || http.maxConnections() < 1 || maxWatches < 1) {
            throw new IllegalArgumentException("bounds must be positive: " + http.eventLoops() + " event loops, "
                    + http.maxBodyBytes() + " bytes, " + http.maxConnections() + " connections, " + maxWatches
                    + " watches");
        }
    }

    /** Loopback on any free port, and the addresses of Coracle's defaults. */
    public static ApiServerOptions defaults() {
        return new ApiServerOptions(
                new HttpOptions(
                        "127.0.0.1",
                        0,
                        Runtime.getRuntime().availableProcessors(),
                        3 * 1024 * 1024,
                        10_000,
                        HttpOptions.Timeouts.DEFAULTS,
                        Set.of()),
                new ClusterSettings("127.96.0.0/16", 30_000, 32_767),
                20_000,
                new SplittableRandom(new SecureRandom().nextLong()));
    }

    public ApiServerOptions withPort(int port) {
        return new ApiServerOptions(http.withPort(port), cluster, maxWatches, random);
    }

    /** Names, besides the server's own, under which it may be called. */
    public ApiServerOptions withAllowedHosts(Set<String> hosts) {
        Set<String> lower =
                hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return withHttp(http.withAllowedHosts(lower));
    }

    public ApiServerOptions withHttp(HttpOptions newHttp) {
        return new ApiServerOptions(newHttp, cluster, maxWatches, random);
    }

    public ApiServerOptions withServiceCidr(String serviceCidr) {
        ClusterSettings changed = new ClusterSettings(serviceCidr, cluster.nodePortMin(), cluster.nodePortMax());
        return new ApiServerOptions(http, changed, maxWatches, random);
    }

    public ApiServerOptions withMaxWatches(int newMaxWatches) {
        return new ApiServerOptions(http, cluster, newMaxWatches, random);
    }

    public ApiServerOptions withRandom(RandomGenerator newRandom) {
        return new ApiServerOptions(http, cluster, maxWatches, newRandom);
    }
}
