package dev.coracle.proxy;

import dev.coracle.client.LocalAddresses;
import dev.coracle.clock.Clock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A way into the cluster for programs on this machine: SOCKS5 and HTTP CONNECT at one port of 127.0.0.1. It resolves the
 * cluster's names itself and leads to Services, pods and nodes and nowhere else, without binding any of their addresses: so
 * it works for users who may not open port 80, and where 127.0.0.1 alone answers. Connections are bounded as a Service
 * port's are, have {@value #HANDSHAKE_SECONDS} s to say where they want to go, and end after an idle hour.
 */
final class Tunnel implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Tunnel.class);
    private static final int HANDSHAKE_SECONDS = 10;
    private static final Duration IDLE = Duration.ofHours(1);

    /** Pods are asked for when the first connection wants one; it looks again this often. */
    private static final Duration POLL = Duration.ofMillis(20);

    private final PortProxy port;
    private final TcpListener listener;

    private Tunnel(PortProxy port, TcpListener listener) {
        this.port = port;
        this.listener = listener;
    }

    /**
     * Listens.
     *
     * @throws IllegalStateException if the port cannot be had
     */
    static Tunnel open(int number, ProxyContext context, TunnelTargets targets) {
        PortProxy port = new PortProxy(new ServicePortName("", "tunnel", "", Transport.TCP), context);
        ListenAddress address = new ListenAddress(Transport.TCP, LocalAddresses.EVERYWHERE, number);
        ChannelHandler handler = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                client.pipeline().addLast(new Idle(context.clock()), new TunnelProtocol(context.clock(), targets));
                client.config().setAutoRead(true);
            }
        };
        try {
            TcpListener listener = TcpListener.open(address, port, context.loops(), handler);
            port.adopt(listener);
            return new Tunnel(port, listener);
        } catch (IOException refused) {
            BindException cause = new BindException(refused.getMessage());
            cause.initCause(refused);
            throw new IllegalStateException(
                    "the tunnel cannot listen on " + address.ip() + ":" + number + ": " + refused.getMessage(), cause);
        }
    }

    InetSocketAddress address() {
        return listener.address();
    }

    @Override
    public void close() {
        port.close();
    }

    /** How a protocol answers. Called on the client's event loop, once. */
    interface Answers {
        /** Connected: says so, and takes the protocol's handlers out of the way. */
        void connected(ChannelHandlerContext ctx);

        /** Asked for something that is not to be had here: says so and closes. */
        void refused(ChannelHandlerContext ctx, String why);

        /** No endpoint accepted the connection: says so and closes. */
        void unserved(ChannelHandlerContext ctx);
    }

    /** Leads the client of {@code ctx}, which has said where it wants to go and is not read any more. */
    static void lead(ChannelHandlerContext ctx, Request request, Answers answers) {
        ctx.channel().config().setAutoRead(false);
        ctx.pipeline().addLast(new Early());
        lead(ctx, request, answers, HANDSHAKE_SECONDS * 1_000L / POLL.toMillis());
    }

    /** What a client asks for. */
    record Request(String host, int port, TunnelTargets targets, Clock clock) {}

    private static void lead(ChannelHandlerContext ctx, Request request, Answers answers, long tries) {
        if (!ctx.channel().isActive()) {
            return;
        }
        TunnelTargets.Target target = request.targets().find(request.host(), request.port());
        if (target instanceof TunnelTargets.Target.Found found) {
            ClientConnection connection = new ClientConnection(found.port(), answers);
            ctx.pipeline().addLast(connection);
            ctx.pipeline().remove(Early.class);
            connection.channelActive(ctx.pipeline().context(connection));
        } else if (target instanceof TunnelTargets.Target.Refused refused) {
            log.info("refused a client of the tunnel: {}", refused.why());
            answers.refused(ctx, refused.why());
        } else if (tries == 0) {
            answers.refused(ctx, "the pods of the cluster are not known yet");
        } else {
            request.clock().schedule(POLL, ctx.executor(), () -> lead(ctx, request, answers, tries - 1));
        }
    }

    /** Keeps what came in one piece with a handshake until somebody is there to take it; nothing more is read meanwhile. */
    private static final class Early extends ChannelInboundHandlerAdapter {
        private final List<Object> messages = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            messages.add(message);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            messages.forEach(ctx::fireChannelRead);
            messages.clear();
        }
    }

    /** Ends a connection that has not said where it wants to go in time, or over which nothing has come for long. */
    private static final class Idle extends ChannelDuplexHandler {
        private final Clock clock;
        private long last;
        private boolean led;

        Idle(Clock clock) {
            this.clock = clock;
            last = clock.nanoTime();
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            watch(ctx, Duration.ofSeconds(HANDSHAKE_SECONDS));
        }

        private void watch(ChannelHandlerContext ctx, Duration patience) {
            Clock.Timer timer = clock.schedule(patience, ctx.executor(), () -> check(ctx));
            ctx.channel().closeFuture().addListener(closed -> timer.close());
        }

        private void check(ChannelHandlerContext ctx) {
            led |= ctx.pipeline().get(Relay.class) != null;
            Duration silent = Duration.ofNanos(clock.nanoTime() - last);
            if (!led || silent.compareTo(IDLE) >= 0) {
                ctx.close();
            } else {
                watch(ctx, IDLE.minus(silent));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            last = clock.nanoTime();
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            last = clock.nanoTime();
            ctx.write(message, promise);
        }
    }
}
