package dev.coracle.benchmarks;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A load generator's HTTP client: one event loop, so many connections to one address. */
final class Http implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client;
    private final String host;
    private final int port;
    private final String token;

    /** With {@code keepAlive} off, every request makes a connection of its own. */
    Http(String host, int port, int connections, boolean keepAlive) {
        this(host, port, connections, new HttpClientOptions().setKeepAlive(keepAlive), "");
    }

    private Http(String host, int port, int connections, HttpClientOptions options, String token) {
        this.host = host;
        this.port = port;
        this.token = token;
        client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(connections))
                .build();
    }

    /** Over TLS with a bearer token; whose certificate it is does not matter here. */
    static Http secure(String host, int port, int connections, String token) {
        HttpClientOptions options =
                new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
        return new Http(host, port, connections, options, token);
    }

    CompletableFuture<Buffer> get(String path) {
        return send(HttpMethod.GET, path, "", "", List.of(200));
    }

    CompletableFuture<Buffer> post(String path, String json) {
        return send(HttpMethod.POST, path, "application/json", json, List.of(201));
    }

    CompletableFuture<Buffer> postIfAbsent(String path, String json) {
        return send(HttpMethod.POST, path, "application/json", json, List.of(201, 409));
    }

    CompletableFuture<Buffer> apply(String path, String json) {
        return send(HttpMethod.PATCH, path, "application/apply-patch+yaml", json, List.of(200, 201));
    }

    private CompletableFuture<Buffer> send(
            HttpMethod method, String path, String type, String body, List<Integer> expected) {
        return client.request(method, port, host, path)
                .compose(request -> {
                    if (!token.isEmpty()) {
                        request.putHeader("Authorization", "Bearer " + token);
                    }
                    if (body.isEmpty()) {
                        return request.send();
                    }
                    return request.putHeader("Content-Type", type).send(body);
                })
                .compose(response -> response.body().map(answer -> {
                    if (!expected.contains(response.statusCode())) {
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
