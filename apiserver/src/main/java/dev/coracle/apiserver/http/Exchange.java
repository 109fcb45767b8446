package dev.coracle.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.RequestScope;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.errors.Status;
import dev.coracle.machinery.errors.StatusReason;
import dev.coracle.machinery.gotext.GoDuration;
import dev.coracle.machinery.json.JsonCodec;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
 * One request and its answer. Confined to the event loop of its connection, or from its body on to the lane of a worker
 * if that body is large; {@link #executor} brings other threads' results back to where it is at home. Whatever answers
 * and {@link #warn} find their way to the event loop by themselves. Exactly one answer is sent: what comes after it is
 * dropped.
 */
public final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    /** What takes an event loop no longer than about five milliseconds, were it the worst there is. */
    private static final int MAX_BYTES_ON_LOOP = 32 * 1024;

    private static final int RETRY_SECONDS = 1;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServerRequest request;
    private final Context context;
    private final HttpFront front;
    private final QueryParameters query;
    private final long startNanos;
    private final Thread loop = Thread.currentThread();
    private final Negotiation negotiation;
    private final ResponseWriter response;
    private final List<RequestObserver> observers = new ArrayList<>(2);
    private final Executor eventLoop;
    private RequestScope scope;
    private @Nullable Consumer<Exchange> refusal;
    private volatile Executor home;
    private Clock.@Nullable Timer deadline;
    private volatile boolean answered;
    private boolean arrived;
    private boolean paused;
    private int alongside;
    private long reserved;

    Exchange(HttpServerRequest request, Context context, HttpFront front, RequestScope scope, QueryParameters query) {
        this.request = request;
        this.context = context;
        this.front = front;
        this.scope = scope;
        this.query = query;
        this.negotiation = new Negotiation(request, scope.info(), query, front::accept);
        this.response = new ResponseWriter(this, context, front);
        this.startNanos = front.clock().nanoTime();
        this.eventLoop = task -> context.runOnContext(ignored -> task.run());
        this.home = eventLoop;
    }

    public RequestInfo info() {
        return scope.info();
    }

    /** What is known of the request by now. */
    public RequestScope scope() {
        return scope;
    }

    /** Goes on with what a filter has found out. */
    public void enter(RequestScope known) {
        scope = known;
    }

    /** Says how to answer a request whose first line could not be read. */
    Exchange unreadable(Consumer<Exchange> answer) {
        refusal = answer;
        return this;
    }

    /** Answers a request whose first line could not be read; false for all others. */
    public boolean refusesUnreadable() {
        if (refusal == null) {
            return false;
        }
        refusal.accept(this);
        return true;
    }

    /** The flow that the answer names. */
    public void classified(FlowAssignment flow) {
        response.flow(flow);
    }

    /** Tells somebody of the answer when it begins. */
    public void whenAnswered(RequestObserver observer) {
        observers.add(observer);
    }

    /** Nothing of a body may come while a filter waits, as nobody would read it. */
    void waitForArrival() {
        if (!arrived && !answered) {
            paused = true;
            request.pause();
        }
    }

    /** Whoever serves the request has been asked to. */
    void arrived() {
        arrived = true;
        if (paused) {
            request.resume();
        }
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

    /** Runs tasks where this exchange is at home. */
    public Executor executor() {
        return home;
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
            eventLoop.execute(task);
        }
    }

    /** Runs a task where this exchange is at home: at once where that is the caller's thread. */
    @SuppressWarnings("ReferenceEquality") // there is one event loop
    private void atHome(Runnable task) {
        if (home == eventLoop) {
            onLoop(task);
        } else {
            home.execute(task);
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
        new BodyReader(this, front.options().maxBodyBytes(), body -> work(body, then)).start();
    }

    /** Says how many bytes besides the body are gone through with it: the object that it changes. */
    public void expect(int bytes) {
        alongside = bytes;
    }

    /** What would hold up the event loop is worked on elsewhere. */
    private void work(byte[] body, Consumer<byte[]> then) {
        long size = (long) body.length + alongside;
        if (size <= MAX_BYTES_ON_LOOP) {
            then.accept(body);
            return;
        }
        FairWorkers workers = front.workers();
        if (!workers.reserve(size)) {
            throw ApiException.tooManyRequests(
                    "too many large bodies are waiting to be worked on, please try again later", RETRY_SECONDS);
        }
        reserved = size;
        home = workers.lane(request.connection());
        home.execute(() -> {
            if (!answered) {
                guard(() -> then.accept(body));
            }
        });
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

    /** Answers as Go's server does when it cannot read the first line. */
    void badUrl() {
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        sendText(400, TEXT, "400 Bad Request");
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
        onLoop(() -> {
            if (answering(code)) {
                response.body(code, contentType, body, newline);
            }
        });
    }

    /** Answers 200 with what comes in parts. */
    public void sendParts(Encoding encoding, List<ByteRange> parts) {
        onLoop(() -> {
            if (answering(200)) {
                response.parts(encoding, parts);
            }
        });
    }

    /** Sets status and the headers every answer has. */
    public HttpServerResponse head(int code, CharSequence contentType) {
        return response.head(code, contentType);
    }

    /** As {@link #head}, for a body whose length is not known; the head goes out at once. */
    public HttpServerResponse streamHead(int code, CharSequence contentType) {
        return response.begin(response.head(code, contentType));
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
        settle();
        long nanos = front.clock().nanoTime() - startNanos;
        observers.forEach(observer -> observer.finished(scope.info(), code, nanos));
        return !request.response().closed();
    }

    /** The client has gone before it got an answer. */
    void abandon() {
        if (!answered) {
            settle();
        }
    }

    private void settle() {
        answered = true;
        if (deadline != null) {
            deadline.close();
        }
        if (paused) {
            request.resume();
        }
        if (reserved > 0) {
            front.workers().release(reserved);
        }
    }

    /** From here on an answer is due before the deadline. */
    public void expectAnswer() {
        if (answered) {
            return;
        }
        Duration left = Duration.between(front.clock().instant(), scope.deadline());
        deadline = front.clock().schedule(left.isNegative() ? Duration.ZERO : left, eventLoop, () -> {
            if (!answered) {
                // The filter that says this upstream knows neither kinds nor encodings.
                ObjectNode status = Status.failure(
                                StatusReason.TIMEOUT,
                                "Timeout: request did not complete within the allotted timeout",
                                JsonNodeFactory.instance.objectNode())
                        .toJson();
                status.remove(List.of("kind", "apiVersion"));
                sendText(504, TEXT, status + "\n");
            }
        });
    }

    /**
     * Brings the deadline nearer if the client names a shorter time than the server allows.
     *
     * @throws ApiException 400 when what it names is no duration
     */
    public void limitPatience() {
        String wish = info().isLongRunning() ? "" : query.get("timeout");
        if (wish.isEmpty()) {
            return;
        }
        try {
            Duration wished = GoDuration.parse(wish);
            Duration most = front.options().timeouts().request();
            if (!wished.isNegative() && !wished.isZero() && wished.compareTo(most) < 0) {
                scope = scope.withDeadline(front.clock().instant().plus(wished));
            }
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("invalid timeout specified in the request URL - " + e.getMessage());
        }
    }

    /** Answers with the Status the error stands for. */
    public void fail(Throwable thrown) {
        ApiException error = Failures.toApi(thrown, this);
        onLoop(() -> fail(error));
    }

    private void fail(ApiException error) {
        if (answered) {
            log.debug("{}: the answer was on its way when {}", this, error.getMessage());
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
            send(error.code(), encoding.get(), error.status().toJson());
        } else {
            sendIndented(error.code(), error.status().toJson());
        }
    }

    /** Ends the exchange with the future's failure, or hands its value to {@code then}, where it is at home. */
    public <T> void whenDone(CompletableFuture<T> future, Consumer<T> then) {
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> atHome(() -> {
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
