package dev.coracle.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.HttpFront;
import dev.coracle.apiserver.metrics.ApiMetrics;
import dev.coracle.apiserver.registry.Backend;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** The paths that name no resource: version, health, metrics, the index. */
final class OtherPaths {
    private final Backend backend;
    private final ApiMetrics metrics;
    private final BooleanSupplier bootstrapped;

    OtherPaths(Backend backend, ApiMetrics metrics, BooleanSupplier bootstrapped) {
        this.backend = backend;
        this.metrics = metrics;
        this.bootstrapped = bootstrapped;
    }

    void install(HttpFront front) {
        HealthChecks health = new HealthChecks();
        health.add("ping", () -> true);
        health.add("etcd", () -> backend.cache().revision() > 0);
        health.add("poststarthook/bootstrap-controller", bootstrapped);
        health.install(front);
        front.get("/version", exchange -> exchange.sendIndented(200, ServerVersion.document()));
        front.get(
                "/metrics",
                exchange -> exchange.sendText(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
        front.get("/", this::index);
    }

    private void index(Exchange exchange) {
        Set<String> paths = new TreeSet<>(Set.of(
                "/api",
                "/apis",
                "/healthz",
                "/livez",
                "/readyz",
                "/metrics",
                "/openapi/v2",
                "/openapi/v3",
                "/version"));
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
