package dev.coracle.apiserver;

import dev.coracle.apiserver.http.Exchange;
import dev.coracle.apiserver.http.HttpFront;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code /healthz}, {@code /livez} and {@code /readyz} with the text of apiserver's healthz package (v1.36), but for the
 * reason of a failure: upstream withholds it, and here whoever asks is the one who has to make room on the disk.
 */
final class HealthChecks {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String LIVEZ = "livez";
    private static final List<String> ROOTS = List.of("healthz", LIVEZ, "readyz");

    /** Completes when all is well, or fails with the reason. */
    interface Check extends Supplier<CompletableFuture<Void>> {}

    /** Whether the server should get requests, and whether it should go on at all. */
    private record Checks(Check ready, Check live) {
        Check of(String root) {
            return root.equals(LIVEZ) ? live : ready;
        }
    }

    private final Map<String, Checks> checks = new LinkedHashMap<>();

    void add(String name, BooleanSupplier check) {
        Check both = () -> check.getAsBoolean()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IllegalStateException("not ready"));
        checks.put(name, new Checks(both, both));
    }

    void add(String name, Check ready, Check live) {
        checks.put(name, new Checks(ready, live));
    }

    void install(HttpFront front) {
        for (String root : ROOTS) {
            front.any("/" + root, exchange -> all(exchange, root));
            checks.forEach(
                    (name, check) -> front.any("/" + root + "/" + name, exchange -> one(exchange, check.of(root))));
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

    /** Why a check fails; empty when it does not. */
    private static CompletableFuture<String> reason(Check check) {
        return check.get().handle((done, thrown) -> {
            if (thrown == null) {
                return "";
            }
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            return String.valueOf(cause.getMessage());
        });
    }

    private static void one(Exchange exchange, Check check) {
        exchange.whenDone(reason(check), reason -> {
            if (reason.isEmpty()) {
                exchange.sendText(200, TEXT, "ok");
            } else {
                exchange.sendPlain(500, "internal server error: " + reason + "\n");
            }
        });
    }

    private void all(Exchange exchange, String root) {
        Set<String> excluded = new TreeSet<>(exchange.query().all("exclude"));
        Map<String, CompletableFuture<String>> reasons = new LinkedHashMap<>();
        checks.forEach((name, check) -> {
            if (!excluded.contains(name)) {
                reasons.put(name, reason(check.of(root)));
            }
        });
        CompletableFuture<Void> done = CompletableFuture.allOf(reasons.values().toArray(new CompletableFuture<?>[0]));
        exchange.whenDone(done, all -> report(exchange, root, excluded, reasons));
    }

    private void report(
            Exchange exchange, String root, Set<String> excluded, Map<String, CompletableFuture<String>> reasons) {
        List<String> failed = new ArrayList<>();
        StringBuilder report = new StringBuilder();
        for (String name : checks.keySet()) {
            CompletableFuture<String> found = reasons.get(name);
            String reason = found == null ? "" : found.join();
            if (found == null) {
                excluded.remove(name);
                report.append("[+]").append(name).append(" excluded: ok\n");
            } else if (reason.isEmpty()) {
                report.append("[+]").append(name).append(" ok\n");
            } else {
                report.append("[-]")
                        .append(name)
                        .append(" failed: ")
                        .append(reason)
                        .append('\n');
                failed.add(name);
            }
        }
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
