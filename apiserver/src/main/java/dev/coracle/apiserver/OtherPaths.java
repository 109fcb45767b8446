package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.HttpFront;
import dev.coracle.apiserver.metrics.ApiMetrics;
import dev.coracle.apiserver.registry.ServerState;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** The paths that name no resource: version, health, metrics, the index. */
final class OtherPaths {
    private static final List<String> STANDING = List.of(
            "/.well-known/openid-configuration",
            "/api",
            "/apis",
            "/apis/",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/openapi/v3/",
            "/openid/v1/jwks",
            "/version");

    private final ServerState backend;
    private final ApiMetrics metrics;
    private final BooleanSupplier bootstrapped;
    private final Instant started;
    private final HealthChecks health = new HealthChecks();

    OtherPaths(ServerState backend, ApiMetrics metrics, BooleanSupplier bootstrapped, Instant started) {
        this.backend = backend;
        this.metrics = metrics;
        this.bootstrapped = bootstrapped;
        this.started = started;
    }

    void install(HttpFront front) {
        health.add("ping", () -> true);
        StoreHealth store = new StoreHealth(backend.store(), backend.clock());
        health.add("etcd", store::isReady, store::isAlive);
        health.add("poststarthook/bootstrap-controller", bootstrapped);
        health.install(front);
        front.get("/version", OtherPaths::version);
        front.get("/version/", OtherPaths::version);
        front.any("/metrics", this::metrics);
        front.any("/", this::index);
    }

    private static void version(Exchange exchange) {
        exchange.negotiation().requireRoute(List.of(Encoding.JSON));
        exchange.sendIndented(200, ServerVersion.document());
    }

    private void metrics(Exchange exchange) {
        exchange.request().response().putHeader("Process-Start-Time-Unix", Long.toString(started.getEpochSecond()));
        exchange.sendText(200, "text/plain; version=0.0.4; charset=utf-8; escaping=underscores", metrics.scrape());
    }

    private void index(Exchange exchange) {
        Set<String> paths = new TreeSet<>(health.paths());
        paths.addAll(STANDING);
        for (String groupVersion : backend.resources().groupVersions()) {
            int slash = groupVersion.indexOf('/');
            paths.add(slash < 0 ? "/api/" + groupVersion : "/apis/" + groupVersion);
            if (slash > 0) {
                paths.add("/apis/" + groupVersion.substring(0, slash));
            }
        }
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        ArrayNode list = index.putArray("paths");
        paths.forEach(list::add);
        exchange.sendIndented(200, index);
    }
}
