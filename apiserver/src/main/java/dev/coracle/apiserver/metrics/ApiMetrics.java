package dev.coracle.apiserver.metrics;

import dev.coracle.apiserver.http.RequestObserver;
import dev.coracle.apiserver.request.RequestInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Counts requests. Safe for use from any thread. */
public final class ApiMetrics implements RequestObserver, AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(600), Duration.ofMillis(800),
        Duration.ofSeconds(1), Duration.ofMillis(1250), Duration.ofMillis(1500), Duration.ofSeconds(2),
        Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(30), Duration.ofSeconds(60)
    };
    /** What a client sends may not make an endless number of series. */
    private static final int MAX_SERIES = 4096;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Series, Meters> meters = new ConcurrentHashMap<>();

    private record Series(
            String verb, String group, String version, String resource, String subresource, String scope, int code) {}

    private record Meters(Counter total, Timer duration) {}

    @Override
    public void finished(RequestInfo info, int code, long nanos) {
        Series series = new Series(
                info.verb(), info.group(), info.version(), info.resource(), info.subresource(), info.scope(), code);
        Meters found = meters.get(series);
        if (found == null) {
            if (meters.size() >= MAX_SERIES || code == 404) {
                series = new Series(info.verb(), "", "", "", "", info.scope(), code);
            }
            found = meters.computeIfAbsent(series, this::register);
        }
        found.total().increment();
        found.duration().record(nanos, TimeUnit.NANOSECONDS);
    }

    private Meters register(Series series) {
        String verb = series.verb().toUpperCase(Locale.ROOT);
        Counter total = Counter.builder("apiserver.request")
                .description("Counter of apiserver requests broken out for each verb, resource and response code")
                .tags("verb", verb, "group", series.group(), "version", series.version())
                .tags("resource", series.resource(), "subresource", series.subresource())
                .tags("scope", series.scope(), "component", "apiserver", "dry_run", "")
                .tag("code", Integer.toString(series.code()))
                .register(registry);
        Timer duration = Timer.builder("apiserver.request.duration")
                .description("Response latency distribution in seconds for each verb, group, version and resource")
                .tags("verb", verb, "group", series.group(), "version", series.version())
                .tags("resource", series.resource(), "subresource", series.subresource())
                .tags("scope", series.scope(), "component", "apiserver", "dry_run", "")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        return new Meters(total, duration);
    }

    /** Shows a number that is read when somebody looks. */
    public void gauge(String name, String description, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }

    /** Everything, in the text format of Prometheus. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
