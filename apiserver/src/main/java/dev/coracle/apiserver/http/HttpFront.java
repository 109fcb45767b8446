package dev.coracle.apiserver.http;

import dev.coracle.clock.Clock;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The listening socket: HTTP/1.1 and h2c, one server per event loop on a shared port. Each request becomes an {@link
 * Exchange} and goes to the handler on its connection's event loop.
 */
public final class HttpFront {
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_REMEMBERED_ACCEPTS = 256;

    private final Vertx vertx;
    private final HttpOptions options;
    private final Clock clock;
    private final Supplier<String> ids;
    private final RequestObserver observer;
    private final Consumer<Exchange> handler;
    private final AtomicInteger connections = new AtomicInteger();
    /** Clients send few different Accept headers, and the same ones all the time. */
    private final Map<String, Accept> accepts = new ConcurrentHashMap<>();

    private volatile int port;

    public HttpFront(
            Vertx vertx,
            HttpOptions options,
            Clock clock,
            Supplier<String> ids,
            RequestObserver observer,
            Consumer<Exchange> handler) {
        this.vertx = vertx;
        this.options = options;
        this.clock = clock;
        this.ids = ids;
        this.observer = observer;
        this.handler = handler;
    }

    /** Binds; fails with the cause that the operating system gives. */
    public Future<String> listen() {
        return vertx.deployVerticle(Acceptor::new, new DeploymentOptions().setInstances(options.eventLoops()));
    }

    /** The bound port, once {@link #listen} has succeeded. */
    public int port() {
        return port;
    }

    /** How many connections are open. */
    public int connections() {
        return connections.get();
    }

    HttpOptions options() {
        return options;
    }

    Clock clock() {
        return clock;
    }

    RequestObserver observer() {
        return observer;
    }

    String newId() {
        return ids.get();
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

    private void connected(HttpConnection connection) {
        if (connections.incrementAndGet() > options.maxConnections()) {
            connections.decrementAndGet();
            connection.close();
            return;
        }
        connection.closeHandler(ignored -> connections.decrementAndGet());
    }

    /** One event loop's server. */
    private final class Acceptor implements Deployable {
        @Override
        public Future<?> deploy(Context context) {
            HttpServerOptions http = new HttpServerOptions()
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(MAX_HEADER_BYTES)
                    .setTcpNoDelay(true)
                    .setHttp2ClearTextEnabled(true);
            HttpServer server = vertx.createHttpServer(http);
            server.requestHandler(request -> serve(request, context));
            server.connectionHandler(HttpFront.this::connected);
            // A negative port is any free one, the same for all servers of this Vertx.
            return server.listen(options.port() == 0 ? -1 : options.port(), options.host())
                    .onSuccess(listening -> port = listening.actualPort());
        }

        private void serve(HttpServerRequest request, Context context) {
            String uri = request.uri();
            int question = uri.indexOf('?');
            String path = question < 0 ? uri : uri.substring(0, question);
            RequestInfo none = RequestInfo.parse(request.method().name(), "/", false);
            Exchange exchange;
            try {
                QueryParameters query =
                        question < 0 ? QueryParameters.parse(null) : QueryParameters.parse(uri.substring(question + 1));
                String decoded = path.indexOf('%') < 0
                        ? path
                        : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
                RequestInfo info = RequestInfo.parse(request.method().name(), decoded, query.flag("watch"));
                exchange = new Exchange(request, context, HttpFront.this, info, query);
            } catch (RuntimeException e) {
                new Exchange(request, context, HttpFront.this, none, QueryParameters.parse(null)).fail(e);
                return;
            }
            exchange.guard(() -> handler.accept(exchange));
        }
    }
}
