package dev.coracle.apiserver.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer's head and body, once its exchange has claimed the right to. Confined to the exchange's event loop. */
final class ResponseWriter {
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache, private");
    static final CharSequence AUDIT_ID = HttpHeaders.createOptimized("Audit-Id");
    private static final CharSequence WARNING = HttpHeaders.createOptimized("Warning");
    private static final CharSequence FLOW_SCHEMA = HttpHeaders.createOptimized("X-Kubernetes-Pf-Flowschema-Uid");
    private static final CharSequence PRIORITY_LEVEL = HttpHeaders.createOptimized("X-Kubernetes-Pf-Prioritylevel-Uid");

    /** As upstream's defaultGzipThresholdBytes. */
    private static final int GZIP_ABOVE_BYTES = 128 * 1024;

    private final Exchange exchange;
    private final HttpServerRequest request;
    private final Context context;
    private final HttpFront front;
    private @Nullable Warnings warnings;
    private @Nullable FlowAssignment flow;

    ResponseWriter(Exchange exchange, Context context, HttpFront front) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.context = context;
        this.front = front;
    }

    void flow(FlowAssignment found) {
        flow = found;
    }

    void warn(String text) {
        if (warnings == null) {
            warnings = new Warnings();
        }
        warnings.add(text);
    }

    /** Sets status and the headers every answer has. */
    HttpServerResponse head(int code, CharSequence contentType) {
        HttpServerResponse response = bareHead(code);
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        if (warnings != null) {
            warnings.headers().forEach(header -> response.headers().add(WARNING, header));
        }
        return response;
    }

    /** As {@link #head}, for an answer without a body. */
    HttpServerResponse bareHead(int code) {
        HttpServerResponse response = request.response();
        response.setStatusCode(code);
        response.putHeader(AUDIT_ID, exchange.scope().id());
        response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        response.putHeader(HttpHeaders.DATE, front.date());
        if (flow != null) {
            response.putHeader(FLOW_SCHEMA, flow.schema());
            response.putHeader(PRIORITY_LEVEL, flow.level());
        }
        return response;
    }

    void body(int code, CharSequence contentType, byte[] body, boolean newline) {
        HttpServerResponse response = head(code, contentType);
        if (body.length > GZIP_ABOVE_BYTES && exchange.negotiation().acceptsGzip()) {
            zipped(List.of(ByteRange.of(body)).iterator(), newline);
            return;
        }
        Buffer buffer = Buffer.buffer(body.length + 1).appendBytes(body);
        response.end(newline ? buffer.appendByte((byte) '\n') : buffer);
    }

    /** A body that comes in parts. */
    void parts(Encoding encoding, List<ByteRange> parts) {
        boolean newline = encoding == Encoding.JSON;
        long length = newline ? 1 : 0;
        for (ByteRange part : parts) {
            length += part.length();
        }
        HttpServerResponse response = head(200, newline ? JSON : encoding.mediaType());
        if (length > GZIP_ABOVE_BYTES && exchange.negotiation().acceptsGzip()) {
            zipped(parts.iterator(), newline);
        } else if (length <= PartsWriter.CHUNK_BYTES) {
            Buffer buffer = Buffer.buffer((int) length);
            parts.forEach(part -> buffer.appendBytes(part.bytes(), part.offset(), part.length()));
            response.end(newline ? buffer.appendByte((byte) '\n') : buffer);
        } else {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
            new PartsWriter(response, context, parts.iterator(), false, newline).start();
        }
    }

    private void zipped(Iterator<ByteRange> parts, boolean newline) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").putHeader(HttpHeaders.VARY, "Accept-Encoding");
        new PartsWriter(streams(response), context, parts, true, newline).start();
    }

    /** To a client that does not know chunks, the end of the connection is the end of the body. */
    HttpServerResponse streams(HttpServerResponse response) {
        if (request.version() == HttpVersion.HTTP_1_0) {
            return response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        return response.setChunked(true);
    }

    /** Sends the head of such a body at once. */
    HttpServerResponse begin(HttpServerResponse response) {
        streams(response);
        Future<?> unused = response.isChunked() ? response.writeHead() : response.write(Buffer.buffer());
        return response;
    }
}
