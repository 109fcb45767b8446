package dev.coracle.benchmarks;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A load generator's HTTP client: one event loop, so many connections to one address. */
final class Http implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;
    private final String host;
    private final int port;

    /** With {@code keepAlive} off, every request makes a connection of its own. */
    Http(String host, int port, int connections, boolean keepAlive) {
        this.host = host;
        this.port = port;
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setKeepAlive(keepAlive))
                .with(new PoolOptions().setHttp1MaxSize(connections))
                .build();
    }

    CompletableFuture<Buffer> get(String path) {
        return send(HttpMethod.GET, path, "", 200);
    }

    CompletableFuture<Buffer> post(String path, String json) {
        return send(HttpMethod.POST, path, json, 201);
    }

    private CompletableFuture<Buffer> send(HttpMethod method, String path, String body, int expected) {
        return client.request(method, port, host, path)
                .compose(request -> {
                    if (body.isEmpty()) {
                        return request.send();
                    }
                    return request.putHeader("Content-Type", "application/json").send(body);
                })
                .compose(response -> response.body().map(answer -> {
                    if (response.statusCode() != expected) {
                        throw new IllegalStateException(
                                method + " " + path + ": " + response.statusCode() + " " + answer);
                    }
                    return answer;
                }))
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public void close() throws Exception {
        client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
