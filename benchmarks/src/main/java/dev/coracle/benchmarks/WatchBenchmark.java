package dev.coracle.benchmarks;

import dev.coracle.controlplane.ControlPlane;
import dev.coracle.controlplane.ControlPlaneOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One stream of creates, seen by a hundred watchers: how many events a second reach them in all. */
final class WatchBenchmark implements Benchmark {
    private static final int WATCHERS = 100;
    private static final int EVENTS = 2_000;
    private static final String PATH = "/api/v1/namespaces/default/configmaps";

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public List<Measurement> run(BenchOptions options) throws Exception {
        ControlPlaneOptions plane = ControlPlaneOptions.builder()
                .dataDirectory(Files.createTempDirectory("coracle-bench"))
                .nodes(0)
                .components()
                .build();
        Vertx vertx = Vertx.vertx();
        try (ControlPlane coracle = ControlPlane.start(plane);
                Http http = new Http("127.0.0.1", coracle.apiServer().getPort(), 64, true)) {
            CountDownLatch open = new CountDownLatch(WATCHERS);
            CountDownLatch seen = new CountDownLatch(WATCHERS * EVENTS);
            HttpClient watches = vertx.httpClientBuilder()
                    .with(new HttpClientOptions())
                    .with(new PoolOptions().setHttp1MaxSize(WATCHERS))
                    .build();
            for (int i = 0; i < WATCHERS; i++) {
                watch(watches, coracle.apiServer().getPort(), open, seen);
            }
            await(open, "watches open");
            long start = System.nanoTime();
            create(http);
            await(seen, "events seen");
            double seconds = (System.nanoTime() - start) / 1e9;
            return List.of(Measurement.of("watch fan-out, events delivered", WATCHERS * EVENTS / seconds, "/s")
                    .with(EVENTS + " creates seen by " + WATCHERS + " watchers"));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static void watch(HttpClient client, int port, CountDownLatch open, CountDownLatch seen) {
        client.request(HttpMethod.GET, port, "127.0.0.1", PATH + "?watch=true&resourceVersion=0&timeoutSeconds=120")
                .compose(request -> request.send())
                .onSuccess(response -> {
                    open.countDown();
                    response.handler(buffer -> {
                        for (int i = 0; i < buffer.length(); i++) {
                            if (buffer.getByte(i) == '\n') {
                                seen.countDown();
                            }
                        }
                    });
                });
    }

    private static void create(Http http) throws Exception {
        List<java.util.concurrent.CompletableFuture<?>> pending = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            pending.add(http.post(
                    PATH,
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"event-" + i
                            + "\"},\"data\":{\"text\":\"" + "x".repeat(500) + "\"}}"));
        }
        for (java.util.concurrent.CompletableFuture<?> one : pending) {
            one.get(60, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException(latch.getCount() + " short of all " + what);
        }
    }
}
