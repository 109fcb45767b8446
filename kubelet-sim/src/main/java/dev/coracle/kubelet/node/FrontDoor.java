package dev.coracle.kubelet.node;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One port that takes both plain HTTP, which Coracle's own API server speaks to its nodes, and TLS, which a
 * kube-apiserver insists on: the first byte tells. Behind it stand two servers on ports of the same address; the one
 * for TLS, and its certificate, are made when somebody first asks for it. Confined to the event loop once it listens,
 * but for {@link #close}.
 */
final class FrontDoor {
    /** A TLS record that holds a handshake message. */
    private static final byte HANDSHAKE = 22;

    private final Vertx vertx;
    private final String address;
    private final Handler<HttpServerRequest> handler;
    private final Supplier<PfxOptions> certificate;
    private final NetServer door;
    private final NetClient inside;
    private final HttpServer plain;
    private volatile @Nullable Future<HttpServer> tls;

    FrontDoor(Vertx vertx, String address, Handler<HttpServerRequest> handler, Supplier<PfxOptions> certificate) {
        this.vertx = vertx;
        this.address = address;
        this.handler = handler;
        this.certificate = certificate;
        this.inside = vertx.createNetClient();
        this.plain = vertx.createHttpServer().requestHandler(handler);
        this.door = vertx.createNetServer().connectHandler(this::enter);
    }

    /** Listens; completes with the port. */
    Future<Integer> listen(int port) {
        return plain.listen(0, address)
                .compose(ignored -> door.listen(port, address))
                .map(NetServer::actualPort);
    }

    private void enter(NetSocket visitor) {
        visitor.handler(first -> {
            visitor.handler(null);
            visitor.pause();
            boolean handshake = first.length() > 0 && first.getByte(0) == HANDSHAKE;
            (handshake ? tls() : Future.succeededFuture(plain))
                    .compose(server -> inside.connect(server.actualPort(), address))
                    .onSuccess(room -> usher(visitor, room, first))
                    .onFailure(ignored -> visitor.close());
        });
    }

    private static void usher(NetSocket visitor, NetSocket room, Buffer first) {
        room.write(first);
        visitor.pipeTo(room).onFailure(cut -> room.close());
        room.pipeTo(visitor).onFailure(cut -> visitor.close());
        visitor.closeHandler(ignored -> room.close());
        visitor.resume();
    }

    private Future<HttpServer> tls() {
        Future<HttpServer> listening = tls;
        if (listening == null) {
            HttpServerOptions options =
                    new HttpServerOptions().setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate.get());
            listening = vertx.createHttpServer(options).requestHandler(handler).listen(0, address);
            tls = listening;
        }
        return listening;
    }

    void close() {
        door.close();
        plain.close();
        inside.close();
        Future<HttpServer> listening = tls;
        if (listening != null) {
            listening.onSuccess(HttpServer::close);
        }
    }
}
