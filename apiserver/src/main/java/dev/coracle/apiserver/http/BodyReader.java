package dev.coracle.apiserver.http;

import dev.coracle.machinery.errors.ApiException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Collects a request's body up to a limit. Confined to the request's event loop. */
final class BodyReader {
    /** A client that sends more than this many times the limit is cut off instead of being read to its end. */
    private static final int PATIENCE = 16;

    private final Exchange exchange;
    private final HttpServerRequest request;
    private final int limit;
    private final Consumer<byte[]> then;
    private Buffer body;
    private long received;

    BodyReader(Exchange exchange, int limit, Consumer<byte[]> then) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.limit = limit;
        this.then = then;
        this.body = Buffer.buffer();
    }

    void start() {
        String length = exchange.header(HttpHeaders.CONTENT_LENGTH);
        if (length.equals("0")) {
            exchange.guard(() -> then.accept(new byte[0]));
            return;
        }
        request.handler(this::received);
        request.exceptionHandler(gone -> exchange.abandon());
        request.endHandler(ignored -> end());
    }

    private void received(Buffer part) {
        received += part.length();
        if (received <= limit) {
            body.appendBuffer(part);
            return;
        }
        body = Buffer.buffer();
        if (received > (long) limit * PATIENCE) {
            request.connection().close();
        }
    }

    private void end() {
        if (received > limit) {
            exchange.fail(ApiException.tooLarge("Request entity too large: limit is " + limit));
        } else {
            exchange.guard(() -> then.accept(body.getBytes()));
        }
    }
}
