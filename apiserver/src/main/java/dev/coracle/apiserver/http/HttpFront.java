package dev.coracle.apiserver.http;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.RequestScope;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.clock.Clock;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.protobuf.ProtobufDocuments;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The listening socket: HTTP/1.1 and h2c, one server per event loop on a shared port. A request becomes an {@link
 * Exchange}, which goes through the {@link FilterChain} on the event loop of the connection.
 */
public final class HttpFront {
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_REMEMBERED_ACCEPTS = 256;
    private static final int FIRST_ERROR = 400;
    /** Of bodies that wait for a worker. */
    private static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;
    /** Requests that were answered within each other's answer: what a client sent ahead. */
    private static final int MAX_PIPELINED_AT_ONCE = 16;
    /** How long a client that does not answer a close frame may hold its socket, and with it the end of the server. */
    private static final int WEBSOCKET_CLOSING_SECONDS = 1;

    /** RFC 9110's form of a time. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Vertx vertx;
    private final HttpOptions options;
    private final Clock clock;
    private final Supplier<String> ids;
    private final ProtobufDocuments protobuf;
    private final PathTable paths = new PathTable();
    private final Gate gate;
    private final FairWorkers workers;
    /** Clients send few different Accept headers, and the same ones all the time. */
    private final Map<String, Accept> accepts = new ConcurrentHashMap<>();

    private volatile int port;
    private volatile Stamp stamp = new Stamp(-1, "");

    /** A second as the Date header has it. */
    private record Stamp(long second, CharSequence text) {}

    /**
     * What a front works with besides its sockets.
     *
     * @param gate the transport of the {@code Vertx}
     * @param ids makes audit ids
     * @param protobuf writes documents for who asks for protobuf
     */
    public record Parts(Clock clock, Gate gate, Supplier<String> ids, ProtobufDocuments protobuf) {}

    /**
     * A front that is not listening yet.
     *
     * @param parts what it works with
     */
    public HttpFront(Vertx vertx, HttpOptions options, Parts parts) {
        this.vertx = vertx;
        this.options = options;
        this.clock = parts.clock();
        this.gate = parts.gate();
        this.workers = new FairWorkers(Math.max(2, options.eventLoops()), MAX_WAITING_BYTES);
        this.ids = parts.ids();
        this.protobuf = parts.protobuf();
    }

    /**
     * Serves GET on a path that names no resource, and refuses other methods. To be called before {@link #listen}.
     *
     * @param path a trailing slash and star stand for everything below the path
     */
    public void get(String path, Consumer<Exchange> handler) {
        any(path, exchange -> {
            if (!exchange.request().method().equals(HttpMethod.GET)) {
                throw ApiException.methodNotAllowed();
            }
            handler.accept(exchange);
        });
    }

    /** Serves every method on a path that names no resource, as {@link #get}. */
    public void any(String path, Consumer<Exchange> handler) {
        paths.add(path, handler);
    }

    /** Serves a request that names no resource: 404 where nothing is. */
    public void serveOther(Exchange exchange) {
        paths.serve(exchange);
    }

    /**
     * Binds; fails with the cause that the operating system gives.
     *
     * @param chain serves every request
     */
    public Future<String> listen(FilterChain chain) {
        gate.start();
        return vertx.deployVerticle(
                () -> new Acceptor(chain), new DeploymentOptions().setInstances(options.eventLoops()));
    }

    /** The bound port, once {@link #listen} has succeeded. */
    public int port() {
        return port;
    }

    /** How many connections are open. */
    public int connections() {
        return gate.connections();
    }

    HttpOptions options() {
        return options;
    }

    Clock clock() {
        return clock;
    }

    FairWorkers workers() {
        return workers;
    }

    /** Ends what is not the {@code Vertx}'s to end. */
    public void close() {
        gate.close();
        workers.close();
    }

    ProtobufDocuments protobuf() {
        return protobuf;
    }

    /** Now, as the Date header has it; made once a second. */
    CharSequence date() {
        Instant now = clock.instant();
        Stamp last = stamp;
        if (last.second() != now.getEpochSecond()) {
            last = new Stamp(now.getEpochSecond(), HttpHeaders.createOptimized(DATE.format(now)));
            stamp = last;
        }
        return last.text();
    }

    Accept accept(String header) {
        Accept known = accepts.get(header);
        if (known == null) {
            known = Accept.parse(header);
            if (accepts.size() < MAX_REMEMBERED_ACCEPTS) {
                accepts.put(header, known);
            }
        }
        return known;
    }

    /** Reads the request line. */
    private Exchange exchange(HttpServerRequest request) {
        Context context = Vertx.currentContext();
        String method = request.method().name();
        try {
            String uri = request.uri();
            int question = uri.indexOf('?');
            String path = question < 0 ? uri : uri.substring(0, question);
            QueryParameters query = QueryParameters.parse(question < 0 ? null : uri.substring(question + 1));
            String decoded = path.indexOf('%') < 0 ? path : decode(path);
            if (decoded.isEmpty() && !path.isEmpty()) {
                return unreadable(request, context, Exchange::badUrl);
            }
            RequestInfo info = RequestInfo.parse(method, decoded, query.flag("watch"));
            return new Exchange(request, context, this, scope(request, info), query);
        } catch (RuntimeException e) {
            return unreadable(request, context, exchange -> exchange.fail(e));
        }
    }

    private Exchange unreadable(HttpServerRequest request, Context context, Consumer<Exchange> answer) {
        RequestScope unknown = scope(request, RequestInfo.parse(request.method().name(), "/", false));
        return new Exchange(request, context, this, unknown, QueryParameters.parse(null)).unreadable(answer);
    }

    /** Empty when it is no path. */
    private static String decode(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** What is known at the socket: everybody is the administrator while nobody is authenticated. */
    private RequestScope scope(HttpServerRequest request, RequestInfo info) {
        String sent = request.getHeader(ResponseWriter.AUDIT_ID);
        String id = sent == null ? ids.get() : sent;
        return new RequestScope(
                info,
                UserInfo.ADMIN,
                id,
                RequestScope.isCause(id) ? id : ids.get(),
                clock.instant().plus(options.timeouts().request()));
    }

    private void connected(HttpConnection connection) {
        gate.speaks(connection);
        connection.closeHandler(ignored -> gate.ended(connection));
    }

    /** One event loop's server. */
    private final class Acceptor implements Deployable {
        private final FilterChain chain;
        private int within;

        Acceptor(FilterChain chain) {
            this.chain = chain;
        }

        @Override
        public Future<?> deploy(Context context) {
            HttpServerOptions http = new HttpServerOptions()
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(MAX_HEADER_BYTES)
                    .setTcpNoDelay(true)
                    .setHandle100ContinueAutomatically(true)
                    // Whatever protocol a client names is the one a watch speaks.
                    .setWebSocketSubProtocols(List.of("*"))
                    .setWebSocketClosingTimeout(WEBSOCKET_CLOSING_SECONDS)
                    // Its handler gives up where more than 128 requests were sent ahead; upstream has none either.
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setHttp2ClearTextEnabled(true);
            HttpServer server = vertx.createHttpServer(http);
            server.requestHandler(this::serve);
            server.connectionHandler(HttpFront.this::connected);
            // A negative port is any free one, the same for all servers of this Vertx.
            return server.listen(options.port() == 0 ? -1 : options.port(), options.host())
                    .onSuccess(listening -> port = listening.actualPort());
        }

        /** An answer that is there at once brings the next request of a pipeline, and so on: that must not fill the stack. */
        private void serve(HttpServerRequest request) {
            if (within >= MAX_PIPELINED_AT_ONCE) {
                request.pause();
                vertx.runOnContext(ignored -> {
                    begin(request);
                    request.resume();
                });
                return;
            }
            within++;
            try {
                begin(request);
            } finally {
                within--;
            }
        }

        private void begin(HttpServerRequest request) {
            HttpConnection connection = request.connection();
            gate.begins(connection);
            // A WebSocket is open until its connection ends.
            boolean upgrades = "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
            request.response().endHandler(ended -> {
                if (!upgrades || request.response().getStatusCode() >= FIRST_ERROR) {
                    gate.answered(connection);
                }
            });
            chain.start(exchange(request));
        }
    }
}
