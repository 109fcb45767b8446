package dev.coracle.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.errors.ApiException;
import dev.coracle.clock.Clock;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer. Confined to the event loop of its connection; {@link #executor} brings other threads'
 * results back to it. Exactly one answer is sent: whatever comes after it is dropped.
 */
public final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache, private");
    private static final CharSequence AUDIT_ID = HttpHeaders.createOptimized("Audit-Id");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence WARNING = HttpHeaders.createOptimized("Warning");
    private static final List<String> MEDIA_TYPES = List.of(Encoding.JSON.mediaType(), Encoding.YAML.mediaType());
    /** As upstream's defaultGzipThresholdBytes. */
    private static final int GZIP_ABOVE_BYTES = 128 * 1024;

    private static final int MAX_WARNINGS = 64;

    private final HttpServerRequest request;
    private final Context context;
    private final HttpFront front;
    private final RequestInfo info;
    private final QueryParameters query;
    private final long startNanos;
    private Set<String> warnings = Set.of();
    private Encoding errorEncoding = Encoding.JSON;
    private Clock.@Nullable Timer deadline;
    private boolean answered;

    Exchange(HttpServerRequest request, Context context, HttpFront front, RequestInfo info, QueryParameters query) {
        this.request = request;
        this.context = context;
        this.front = front;
        this.info = info;
        this.query = query;
        this.startNanos = front.clock().nanoTime();
    }

    public RequestInfo info() {
        return info;
    }

    public QueryParameters query() {
        return query;
    }

    /** For protocol upgrades and streams; whoever answers through it calls {@link #answering} first. */
    public HttpServerRequest request() {
        return request;
    }

    /** A header's value; empty when it is not there. */
    public String header(CharSequence name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** Runs tasks on this exchange's event loop. */
    public Executor executor() {
        return task -> context.runOnContext(ignored -> task.run());
    }

    /** Adds a {@code Warning} header to the answer. */
    public void warn(String text) {
        if (warnings.isEmpty()) {
            warnings = new LinkedHashSet<>();
        }
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(text);
        }
    }

    /**
     * How the client wants the answer.
     *
     * @param lists whether the answer is a list
     * @throws ApiException 406 when nothing it accepts can be made
     */
    public Representation representation(boolean lists) {
        return represent(true, lists, true);
    }

    /** As {@link #representation} for a stream of events, which can only be JSON. */
    public Representation streamRepresentation() {
        return represent(true, false, false);
    }

    private Representation represent(boolean objects, boolean lists, boolean yaml) {
        String header = header(HttpHeaders.ACCEPT);
        if (header.isEmpty() || header.equals("application/json")) {
            return Representation.PLAIN;
        }
        Representation chosen = front.accept(header)
                .choose(objects, lists, yaml)
                .orElseThrow(() -> ApiException.notAcceptable(MEDIA_TYPES));
        errorEncoding = chosen.encoding();
        return chosen;
    }

    /**
     * Collects the body, then calls {@code then}.
     *
     * <p>A body above the limit is read to its end and dropped, so that the client gets to read the refusal.
     */
    public void readBody(Consumer<byte[]> then) {
        new BodyReader(this, front.options().maxBodyBytes(), then).start();
    }

    /** Runs a step of this exchange; what it throws is its answer. */
    public void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Answers with a document that is JSON already, in the given encoding. */
    public void send(int code, Encoding encoding, byte[] json) {
        boolean pretty = isPretty();
        if (encoding == Encoding.YAML) {
            send(code, encoding.mediaType(), YamlText.write(JsonText.parse(json)), false);
        } else if (pretty) {
            send(code, JSON, JsonText.pretty(JsonText.parse(json)), true);
        } else {
            send(code, JSON, json, true);
        }
    }

    public void send(int code, Encoding encoding, JsonNode document) {
        if (encoding == Encoding.YAML) {
            send(code, encoding.mediaType(), YamlText.write(document), false);
        } else {
            send(code, JSON, isPretty() ? JsonText.pretty(document) : JsonText.write(document), true);
        }
    }

    /** Whether the client wants indented JSON, or is one that a person reads. */
    public boolean isPretty() {
        String wish = query.get("pretty");
        if (!wish.isEmpty()) {
            return !wish.equals("0") && !wish.equalsIgnoreCase("false") && !wish.equalsIgnoreCase("f");
        }
        String agent = header(HttpHeaders.USER_AGENT);
        return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
    }

    public void sendText(int code, String contentType, String text) {
        send(code, contentType, text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Answers with bytes as they are. */
    public void sendBytes(int code, String contentType, byte[] body) {
        send(code, contentType, body, false);
    }

    private void send(int code, CharSequence contentType, byte[] body, boolean newline) {
        if (!answering(code)) {
            return;
        }
        HttpServerResponse response = request.response();
        head(code, contentType);
        if (body.length > GZIP_ABOVE_BYTES && acceptsGzip()) {
            sendParts(List.of(body).iterator(), newline);
            return;
        }
        Buffer buffer = Buffer.buffer(body.length + 1).appendBytes(body);
        response.end(newline ? buffer.appendByte((byte) '\n') : buffer);
    }

    /**
     * Answers 200 with JSON that comes in parts.
     *
     * @param length of all parts together
     */
    public void sendJsonParts(Iterator<byte[]> parts, long length) {
        if (!answering(200)) {
            return;
        }
        HttpServerResponse response = head(200, JSON);
        boolean zip = length > GZIP_ABOVE_BYTES && acceptsGzip();
        if (!zip && length <= PartsWriter.CHUNK_BYTES) {
            Buffer buffer = Buffer.buffer((int) length + 1);
            parts.forEachRemaining(buffer::appendBytes);
            response.end(buffer.appendByte((byte) '\n'));
            return;
        }
        if (!zip) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length + 1));
            new PartsWriter(response, context, parts, false, true).start();
            return;
        }
        sendParts(parts, true);
    }

    private void sendParts(Iterator<byte[]> parts, boolean newline) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").putHeader(HttpHeaders.VARY, "Accept-Encoding");
        response.setChunked(true);
        new PartsWriter(response, context, parts, true, newline).start();
    }

    private boolean acceptsGzip() {
        return header(HttpHeaders.ACCEPT_ENCODING).contains("gzip");
    }

    /** Sets status and the headers every answer has. */
    public HttpServerResponse head(int code, CharSequence contentType) {
        HttpServerResponse response = request.response();
        response.setStatusCode(code);
        String sent = request.getHeader(AUDIT_ID);
        response.putHeader(AUDIT_ID, sent == null ? front.newId() : sent);
        response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        for (String warning : warnings) {
            response.headers().add(WARNING, warningHeader(warning));
        }
        return response;
    }

    /** RFC 7234's form; control characters and what is not ASCII cannot stand in a header. */
    static String warningHeader(String text) {
        StringBuilder out = new StringBuilder("299 - \"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c < ' ' || c > '~' ? ' ' : c);
        }
        return out.append('"').toString();
    }

    /** Claims the right to answer; false when the exchange has its answer, or nobody is left to read one. */
    public boolean answering(int code) {
        if (answered) {
            return false;
        }
        answered = true;
        if (deadline != null) {
            deadline.close();
        }
        front.observer().finished(info, code, front.clock().nanoTime() - startNanos);
        return !request.response().closed();
    }

    /** The client has gone before it got an answer. */
    void abandon() {
        answered = true;
        if (deadline != null) {
            deadline.close();
        }
    }

    boolean isAnswered() {
        return answered;
    }

    /** From here on an answer is due within the request timeout. */
    void expectAnswer() {
        if (answered) {
            return;
        }
        Duration patience = front.options().requestTimeout();
        deadline = front.clock().schedule(patience, executor(), () -> {
            if (!answered) {
                ObjectNode details = JsonNodeFactory.instance.objectNode();
                fail(ApiException.of(
                        504,
                        "Timeout",
                        "Timeout: request did not complete within requested timeout - context deadline exceeded",
                        details));
            }
        });
    }

    /** Answers with the Status the error stands for. */
    public void fail(Throwable thrown) {
        ApiException error = Failures.toApi(thrown, this);
        if (answered) {
            LOG.debug("{}: the answer was on its way when {}", this, error.getMessage());
            if (!request.response().ended()) {
                request.connection().close();
            }
            return;
        }
        if (error.retryAfterSeconds() > 0) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(error.retryAfterSeconds()));
        }
        send(error.code(), errorEncoding, error.toStatus());
    }

    /** Ends the exchange with the future's failure, or hands its value to {@code then}. */
    public <T> void whenDone(CompletableFuture<T> future, Consumer<T> then) {
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> {
            if (thrown != null) {
                fail(thrown);
            } else {
                guard(() -> then.accept(value));
            }
        });
    }

    @Override
    public String toString() {
        return request.method() + " " + request.uri();
    }
}
