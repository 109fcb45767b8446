package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the datagrams of one Service port on one address. Each client address has a session with one endpoint until
 * it falls silent, its endpoint goes, or the table is full and it was silent for longest. The table and every session
 * are confined to the listening channel's event loop. A datagram that finds a full socket is dropped, as UDP may.
 */
final class UdpListener extends SimpleChannelInboundHandler<DatagramPacket> implements Listener {
    private static final Logger log = LoggerFactory.getLogger(UdpListener.class);
    /** The largest payload IPv4 can carry. */
    private static final int MAX_DATAGRAM = 65_507;

    private final PortProxy port;
    private final Map<InetSocketAddress, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Channel channel;
    private Clock.@Nullable Timer sweep;

    private UdpListener(PortProxy port) {
        this.port = port;
    }

    static UdpListener open(ListenAddress address, PortProxy port, EventLoopGroup loops) throws IOException {
        UdpListener listener = new UdpListener(port);
        ChannelFuture bound = bootstrap()
                .group(loops)
                .handler(listener)
                .bind(address.socketAddress())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        listener.start(bound.channel());
        return listener;
    }

    private static Bootstrap bootstrap() {
        return new Bootstrap()
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
    }

    private void start(Channel bound) {
        channel = bound;
        sweep = port.clock().every(port.options().udpIdleTimeout().dividedBy(2), bound.eventLoop(), this::endOver);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        port.metrics().datagrams.increment();
        Session session = sessions.get(packet.sender());
        if (session != null && session.isOver()) {
            sessions.remove(packet.sender());
            session.upstream.close();
            session = null;
        }
        if (session == null) {
            session = newSession(ctx, packet.sender());
        }
        if (session == null) {
            port.metrics().datagramsDropped.increment();
        } else {
            session.send(packet.content().retain());
        }
    }

    private @Nullable Session newSession(ChannelHandlerContext ctx, InetSocketAddress client) {
        Endpoint endpoint = port.balancer().pick(client.getAddress());
        if (endpoint == null || port.leadsBack(endpoint)) {
            return null;
        }
        if (sessions.size() >= port.options().maxUdpSessions()) {
            Iterator<Session> oldest = sessions.values().iterator();
            Session evicted = oldest.next();
            oldest.remove();
            evicted.upstream.close();
        }
        Session session = new Session(client, endpoint, ctx.channel());
        sessions.put(client, session);
        return session;
    }

    private void endOver() {
        endIf(Session::isOver);
    }

    private void endIf(Predicate<Session> over) {
        sessions.values().removeIf(session -> {
            boolean ends = over.test(session);
            if (ends) {
                session.upstream.close();
            }
            return ends;
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{}: datagram failed", port.name(), cause);
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) Objects.requireNonNull(channel).localAddress();
    }

    @Override
    public void endpointsChanged() {
        if (channel != null) {
            channel.eventLoop().execute(() -> endIf(Session::isOver));
        }
    }

    @Override
    public void resume() {
        // Datagrams are not counted against the connection limit.
    }

    @Override
    public void close() {
        if (sweep != null) {
            sweep.close();
        }
        if (channel != null) {
            // Replies leave from the listening socket, so no session outlives it.
            channel.closeFuture().addListener(closed -> endIf(session -> true));
            Listener.release(channel);
        }
    }

    /** One client's datagrams to one endpoint, and the answers back. */
    private final class Session extends SimpleChannelInboundHandler<DatagramPacket> {
        private final InetSocketAddress client;
        private final Endpoint endpoint;
        private final Channel listening;
        private final ChannelFuture connected;
        private final Channel upstream;
        private long lastUsed;

        Session(InetSocketAddress client, Endpoint endpoint, Channel listening) {
            this.client = client;
            this.endpoint = endpoint;
            this.listening = listening;
            lastUsed = port.clock().nanoTime();
            connected = bootstrap().group(listening.eventLoop()).handler(this).connect(endpoint.dial());
            upstream = connected.channel();
        }

        boolean isOver() {
            long silent = port.clock().nanoTime() - lastUsed;
            return silent >= port.options().udpIdleTimeout().toNanos()
                    || !port.balancer().contains(endpoint);
        }

        void send(ByteBuf payload) {
            lastUsed = port.clock().nanoTime();
            if (connected.isDone()) {
                write(payload);
            } else {
                connected.addListener(done -> write(payload));
            }
        }

        private void write(ByteBuf payload) {
            if (upstream.isActive() && upstream.isWritable()) {
                upstream.writeAndFlush(payload, upstream.voidPromise());
            } else {
                payload.release();
                port.metrics().datagramsDropped.increment();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket answer) {
            lastUsed = port.clock().nanoTime();
            if (listening.isWritable()) {
                listening.writeAndFlush(new DatagramPacket(answer.content().retain(), client), listening.voidPromise());
            } else {
                port.metrics().datagramsDropped.increment();
            }
        }

        /** Mostly "port unreachable": nobody listens at the endpoint. The client's next datagram picks anew. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            log.debug("{}: {} failed: {}", port.name(), endpoint, cause.getMessage());
            sessions.remove(client, this);
            ctx.close();
        }
    }
}
