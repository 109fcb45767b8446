package dev.coracle.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.gotext.GoDuration;
import dev.coracle.machinery.json.JsonCodec;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer. Confined to the event loop of its connection; {@link #executor} brings other threads'
 * results back to it, and {@link #whenDone} and {@link #warn} find their way by themselves. Exactly one answer is sent:
 * whatever comes after it is dropped.
 */
public final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServerRequest request;
    private final Context context;
    private final HttpFront front;
    private final RequestInfo info;
    private final QueryParameters query;
    private final long startNanos;
    private final Thread loop = Thread.currentThread();
    private final Negotiation negotiation;
    private final ResponseWriter response;
    private Clock.@Nullable Timer deadline;
    private boolean answered;

    Exchange(HttpServerRequest request, Context context, HttpFront front, RequestInfo info, QueryParameters query) {
        this.request = request;
        this.context = context;
        this.front = front;
        this.info = info;
        this.query = query;
        this.negotiation = new Negotiation(request, info, query, front::accept);
        this.response = new ResponseWriter(this, context, front);
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

    public Negotiation negotiation() {
        return negotiation;
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

    /**
     * Works something out on a worker thread and goes on with it on this exchange's event loop; a failure is answered as
     * such.
     */
    public <T> void offLoop(Callable<T> work, Consumer<T> next) {
        context.executeBlocking(work, false).onSuccess(next::accept).onFailure(this::fail);
    }

    /** Runs a task on this exchange's event loop: at once where that is the caller's thread. */
    private void onLoop(Runnable task) {
        if (Thread.currentThread().equals(loop)) {
            task.run();
        } else {
            executor().execute(task);
        }
    }

    /** Adds a {@code Warning} header to the answer; from any thread that has work to do for it. */
    public void warn(String text) {
        onLoop(() -> response.warn(text));
    }

    /**
     * How the client wants the answer.
     *
     * @throws ApiException 406 when nothing it accepts can be made
     */
    public Representation representation() {
        return negotiation.representation();
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
        if (encoding == Encoding.JSON && !negotiation.isPretty()) {
            send(code, ResponseWriter.JSON, json, true);
        } else {
            send(code, encoding, JsonCodec.parse(json));
        }
    }

    /** Answers with a document in the given encoding; 406 when it has no such form. */
    public void send(int code, Encoding encoding, JsonNode document) {
        switch (encoding) {
            case JSON -> {
                boolean pretty = negotiation.isPretty();
                send(
                        code,
                        ResponseWriter.JSON,
                        pretty ? JsonCodec.pretty(document) : JsonCodec.write(document),
                        !pretty);
            }
            case YAML -> send(code, encoding.mediaType(), YamlText.write(document), false);
            case PROTOBUF -> send(code, encoding.mediaType(), front.protobuf().encode(document), false);
        }
    }

    /** Answers with a document that is indented whoever asks. */
    public void sendIndented(int code, JsonNode document) {
        send(code, ResponseWriter.JSON, JsonCodec.pretty(document), false);
    }

    public void sendText(int code, String contentType, String text) {
        send(code, contentType, text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Answers with a line of text as Go's {@code http.Error} does. */
    public void sendPlain(int code, String text) {
        request.response().putHeader(CONTENT_TYPE_OPTIONS, "nosniff");
        sendText(code, TEXT, text);
    }

    /** Answers that nothing is there, as Go does where no handler is. */
    public void pageNotFound() {
        sendPlain(404, "404 page not found\n");
    }

    /** Answers with bytes as they are. */
    public void sendBytes(int code, String contentType, byte[] body) {
        send(code, contentType, body, false);
    }

    private void send(int code, CharSequence contentType, byte[] body, boolean newline) {
        if (answering(code)) {
            response.body(code, contentType, body, newline);
        }
    }

    /** Answers 200 with what comes in parts. */
    public void sendParts(Encoding encoding, List<Part> parts) {
        if (answering(200)) {
            response.parts(encoding, parts);
        }
    }

    /** Sets status and the headers every answer has. */
    public HttpServerResponse head(int code, CharSequence contentType) {
        return response.head(code, contentType);
    }

    /** As {@link #head}, for an answer without a body. */
    public HttpServerResponse bareHead(int code) {
        return response.bareHead(code);
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

    /** From here on an answer is due within {@code patience}. */
    void expectAnswer(Duration patience) {
        if (answered) {
            return;
        }
        deadline = front.clock().schedule(patience, executor(), () -> {
            if (!answered) {
                // The filter that says this upstream knows neither kinds nor encodings.
                ObjectNode status = ApiException.of(
                                504,
                                "Timeout",
                                "Timeout: request did not complete within the allotted timeout",
                                JsonNodeFactory.instance.objectNode())
                        .toStatus();
                status.remove(List.of("kind", "apiVersion"));
                sendText(504, TEXT, status + "\n");
            }
        });
    }

    /**
     * How long this request may take: what the server allows, or the less that the client names.
     *
     * @throws ApiException 400 when that is no duration
     */
    Duration patience() {
        Duration most = front.options().requestTimeout();
        String wish = info.isLongRunning() ? "" : query.get("timeout");
        if (wish.isEmpty()) {
            return most;
        }
        try {
            Duration wished = GoDuration.parse(wish);
            return wished.isNegative() || wished.isZero() || wished.compareTo(most) > 0 ? most : wished;
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("invalid timeout specified in the request URL - " + e.getMessage());
        }
    }

    /** Answers with the Status the error stands for. */
    public void fail(Throwable thrown) {
        ApiException error = Failures.toApi(thrown, this);
        if (answered) {
            LOG.debug("{}: the answer was on its way when {}", this, error.getMessage());
            if (!request.response().ended()) {
                // Ends the stream of HTTP/2, and of HTTP/1.1 the connection.
                request.response().reset();
            }
            return;
        }
        if (error.retryAfterSeconds() > 0) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(error.retryAfterSeconds()));
        }
        Optional<Encoding> encoding = negotiation.errorEncoding();
        if (encoding.isPresent()) {
            send(error.code(), encoding.get(), error.toStatus());
        } else {
            sendIndented(error.code(), error.toStatus());
        }
    }

    /** Ends the exchange with the future's failure, or hands its value to {@code then}, on the event loop. */
    public <T> void whenDone(CompletableFuture<T> future, Consumer<T> then) {
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> onLoop(() -> {
            if (thrown != null) {
                fail(thrown);
            } else {
                guard(() -> then.accept(value));
            }
        }));
    }

    @Override
    public String toString() {
        return request.method() + " " + request.uri();
    }
}
