package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds an accepting endpoint for one client, each tried at most once, then steps aside for two {@link Relay}s. Nothing
 * is read from the client before that, so every try starts with the connection's first byte. Confined to the client's
 * event loop, on which the endpoint's socket lives too.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private final PortProxy port;
    private final Tunnel.@Nullable Answers answers;
    private @Nullable List<Endpoint> tried;
    private @Nullable List<Object> early;

    ClientConnection(PortProxy port) {
        this(port, null);
    }

    /** For a client that is to be told how it went. */
    ClientConnection(PortProxy port, Tunnel.@Nullable Answers answers) {
        this.port = port;
        this.answers = answers;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connect(ctx, port.balancer().pick(clientAddress(ctx)));
    }

    /** What came in one piece with a handshake; nothing more is read before there is an endpoint. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (early == null) {
            early = new ArrayList<>();
        }
        early.add(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (early != null) {
            early.forEach(ReferenceCountUtil::release);
            early = null;
        }
        ctx.fireChannelInactive();
    }

    private void connect(ChannelHandlerContext ctx, @Nullable Endpoint endpoint) {
        if (endpoint == null) {
            port.metrics().unserved.increment();
            if (answers == null) {
                Relay.reset(ctx.channel());
            } else {
                answers.unserved(ctx);
            }
            return;
        }
        if (port.leadsBack(endpoint)) {
            retry(ctx, endpoint, "it is an address of a Service");
            return;
        }
        connect(ctx, endpoint, endpoint.dial());
    }

    private void connect(ChannelHandlerContext ctx, Endpoint endpoint, InetSocketAddress address) {
        // Registered first and then connected from the event loop itself: to an address of this machine that mostly
        // succeeds on the spot, and neither a task nor a timer is needed.
        Channel upstream = new Bootstrap()
                .group(ctx.channel().eventLoop())
                .channel(NioSocketChannel.class)
                // Time is the clock's: see below.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new Relay(ctx.channel()))
                .register()
                .channel();
        ChannelFuture connecting = upstream.connect(address);
        if (connecting.isDone()) {
            connected(ctx, endpoint, address, connecting);
            return;
        }
        Clock.Timer timeout =
                port.clock().schedule(port.options().connectTimeout(), ctx.executor(), () -> giveUp(connecting));
        connecting.addListener(done -> {
            timeout.close();
            connected(ctx, endpoint, address, connecting);
        });
    }

    private static void giveUp(ChannelFuture connecting) {
        if (!connecting.isDone()) {
            connecting.channel().close();
        }
    }

    private void connected(
            ChannelHandlerContext ctx, Endpoint endpoint, InetSocketAddress address, ChannelFuture connecting) {
        if (connecting.isSuccess()) {
            join(ctx, connecting.channel());
            return;
        }
        connecting.channel().close();
        InetSocketAddress alternate = endpoint.alternate();
        if (alternate != null
                && address.equals(endpoint.dial())
                && ctx.channel().isActive()) {
            connect(ctx, endpoint, alternate);
        } else {
            retry(ctx, endpoint, connecting.cause().getMessage());
        }
    }

    private void join(ChannelHandlerContext ctx, Channel upstream) {
        Channel client = ctx.channel();
        if (!client.isActive()) {
            upstream.close();
            return;
        }
        port.connections().add(upstream);
        if (answers != null) {
            answers.connected(ctx);
        }
        ctx.pipeline().replace(this, null, new Relay(upstream));
        if (early != null) {
            early.forEach(upstream::write);
            early = null;
        }
        upstream.flush();
        if (((SocketChannel) client).isInputShutdown()) {
            // The end came with the handshake, before there was a relay to see it.
            client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        client.config().setAutoRead(true);
        upstream.config().setAutoRead(true);
    }

    private void retry(ChannelHandlerContext ctx, Endpoint failed, @Nullable String why) {
        log.debug("{}: {} did not accept: {}", port.name(), failed, why);
        port.metrics().connectFailures.increment();
        if (!ctx.channel().isActive()) {
            return;
        }
        if (tried == null) {
            tried = new ArrayList<>();
        }
        tried.add(failed);
        connect(ctx, port.balancer().pickAnother(clientAddress(ctx), tried));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{}: client failed before it had an endpoint", port.name(), cause);
        ctx.close();
    }

    private static InetAddress clientAddress(ChannelHandlerContext ctx) {
        return ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
    }
}
