package dev.coracle.apiserver.verbs;

import dev.coracle.apiserver.http.Encoding;
import dev.coracle.apiserver.http.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Events as lines, or frames, of one endless response. */
final class ChunkedSink implements WatchSink {
    private final Exchange exchange;
    private final String contentType;
    private final HttpServerResponse response;
    private Buffer batch = Buffer.buffer();

    ChunkedSink(Exchange exchange, Encoding encoding) {
        this.exchange = exchange;
        this.contentType = encoding.streamType().orElse(encoding.mediaType());
        this.response = exchange.request().response();
    }

    @Override
    public void open() {
        exchange.streamHead(200, contentType);
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void add(byte[] line) {
        batch.appendBytes(line);
    }

    @Override
    public void flush() {
        if (batch.length() > 0 && !response.closed() && !response.ended()) {
            response.write(batch);
            batch = Buffer.buffer();
        }
    }

    @Override
    public void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    @Override
    public void onDrain(Runnable action) {
        response.drainHandler(ignored -> action.run());
    }

    @Override
    public void onClose(Runnable action) {
        response.closeHandler(ignored -> action.run());
        response.exceptionHandler(ignored -> action.run());
    }
}
