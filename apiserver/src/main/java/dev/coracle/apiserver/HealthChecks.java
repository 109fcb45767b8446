package dev.coracle.apiserver;

import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.HttpFront;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** {@code /healthz}, {@code /livez} and {@code /readyz} with the text of apiserver's healthz package (v1.36). */
final class HealthChecks {
    private static final String TEXT = "text/plain; charset=utf-8";

    private static final List<String> ROOTS = List.of("healthz", "livez", "readyz");

    private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();

    void add(String name, BooleanSupplier check) {
        checks.put(name, check);
    }

    void install(HttpFront front) {
        for (String root : ROOTS) {
            front.any("/" + root, exchange -> all(exchange, root));
            checks.forEach((name, check) -> front.any("/" + root + "/" + name, exchange -> one(exchange, check)));
        }
    }

    /** Where they are served. */
    Set<String> paths() {
        Set<String> paths = new TreeSet<>();
        for (String root : ROOTS) {
            paths.add("/" + root);
            checks.keySet().forEach(name -> paths.add("/" + root + "/" + name));
        }
        return paths;
    }

    private static void one(Exchange exchange, BooleanSupplier check) {
        if (check.getAsBoolean()) {
            exchange.sendText(200, TEXT, "ok");
        } else {
            exchange.sendPlain(500, "internal server error: not ready\n");
        }
    }

    private void all(Exchange exchange, String root) {
        Set<String> excluded = new TreeSet<>(exchange.query().all("exclude"));
        List<String> failed = new ArrayList<>();
        StringBuilder report = new StringBuilder();
        checks.forEach((name, check) -> {
            if (excluded.remove(name)) {
                report.append("[+]").append(name).append(" excluded: ok\n");
            } else if (check.getAsBoolean()) {
                report.append("[+]").append(name).append(" ok\n");
            } else {
                report.append("[-]").append(name).append(" failed: reason withheld\n");
                failed.add(name);
            }
        });
        if (!excluded.isEmpty()) {
            report.append("warn: some health checks cannot be excluded: no matches for ")
                    .append(excluded.stream().map(name -> '"' + name + '"').collect(Collectors.joining(",")))
                    .append('\n');
        }
        if (!failed.isEmpty()) {
            exchange.sendPlain(500, report + root + " check failed\n");
        } else if (exchange.query().has("verbose")) {
            exchange.sendPlain(200, report + root + " check passed\n");
        } else {
            exchange.sendPlain(200, "ok");
        }
    }
}
