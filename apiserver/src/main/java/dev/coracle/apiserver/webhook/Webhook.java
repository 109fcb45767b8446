package dev.coracle.apiserver.webhook;

import dev.coracle.clock.Clock;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One webhook, ready to be called. Immutable; safe for use from any thread. */
public final class Webhook {
    /** An answer above this is broken off. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    private final WebhookClient client;
    private final ClientConfig config;
    private final ClientSSLOptions ssl;

    Webhook(WebhookClient client, ClientConfig config) {
        this.client = client;
        this.config = config;
        this.ssl = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        if (!config.caBundle().isEmpty()) {
            ssl.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(config.caBundle())));
        }
    }

    /**
     * Posts a document of JSON.
     *
     * @param timeout for all of it, the waiting for a connection included
     * @return the answer's document; fails with a {@link WebhookException}
     */
    public CompletableFuture<byte[]> post(byte[] json, Duration timeout) {
        String target = config.url() + "?timeout=" + timeout.toSeconds() + "s";
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        RequestOptions request;
        try {
            request = request(timeout);
        } catch (WebhookException e) {
            answer.completeExceptionally(new WebhookException("Post \"" + target + "\": " + e.getMessage()));
            return answer;
        }
        Clock.Timer timer = client.clock()
                .schedule(
                        timeout,
                        Runnable::run,
                        () -> answer.completeExceptionally(new WebhookException("Post \"" + target
                                + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)")));
        client.http()
                .request(request)
                .compose(sent -> {
                    CompletableFuture<byte[]> unused = answer.whenComplete((done, thrown) -> {
                        if (thrown != null) {
                            sent.reset();
                        }
                    });
                    return send(sent, json);
                })
                .onComplete(
                        answer::complete,
                        thrown -> answer.completeExceptionally(
                                thrown instanceof WebhookException
                                        ? thrown
                                        : new WebhookException(
                                                "Post \"" + target + "\": " + CallFailures.describe(thrown, config))));
        CompletableFuture<byte[]> unused = answer.whenComplete((done, thrown) -> timer.close());
        return answer;
    }

    private RequestOptions request(Duration timeout) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(config.url().getHost())
                .setPort(config.port())
                .setURI(path() + "?timeout=" + timeout.toSeconds() + "s")
                .setSsl(true)
                .setSslOptions(ssl)
                .setConnectTimeout(timeout.toMillis())
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept", "application/json, */*")
                .putHeader("User-Agent", "kube-apiserver-admission");
        config.service()
                .ifPresent(service -> request.setServer(client.services().resolve(service)));
        return request;
    }

    private String path() {
        String path = config.url().getRawPath();
        return path.isEmpty() ? "/" : path;
    }

    private static Future<byte[]> send(HttpClientRequest sent, byte[] json) {
        return sent.send(Buffer.buffer(json))
                .compose(response -> body(sent, response).map(body -> check(response, body)));
    }

    private static Future<Buffer> body(HttpClientRequest sent, HttpClientResponse response) {
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() > MAX_ANSWER_BYTES) {
                sent.reset(0, new WebhookException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes"));
            } else {
                body.appendBuffer(part);
            }
        });
        return response.end().map(ended -> body);
    }

    private static byte[] check(HttpClientResponse response, Buffer body) {
        int status = response.statusCode();
        String header = response.getHeader(HttpHeaders.CONTENT_TYPE);
        String type = header == null ? "" : header;
        if (status < 200 || status > 206) {
            throw new WebhookException(CallFailures.ofStatus(
                    status, type.startsWith("text/") ? body.toString().strip() : ""));
        }
        if (body.length() == 0) {
            throw new WebhookException("0-length response with status code: " + status + " and content type: " + type);
        }
        return body.getBytes();
    }
}
