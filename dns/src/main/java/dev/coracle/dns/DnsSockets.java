package dev.coracle.dns;

import dev.coracle.clock.Clock;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The UDP and the TCP socket of the server, both on the same port. {@link #open} and {@link #close} from one thread. */
final class DnsSockets implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int CLOSE_SECONDS = 2;
    private static final int LENGTH_FIELD = 2;
    /** Tries to find a port that is free for both protocols. */
    private static final int PORT_TRIES = 20;

    private static final int DATAGRAMS_PER_READ = 64;

    private final DnsOptions options;
    private final Clock clock;
    private final Responder responder;
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable EventLoopGroup loops;
    private @Nullable InetSocketAddress address;

    DnsSockets(DnsOptions options, Clock clock, Responder responder) {
        this.options = options;
        this.clock = clock;
        this.responder = responder;
    }

    /**
     * Opens both sockets.
     *
     * @throws UncheckedIOException if the address cannot be listened on
     */
    InetSocketAddress open() {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory("dns-io", true), NioIoHandler.newFactory());
        loops = group;
        for (int attempt = 1; ; attempt++) {
            ChannelFuture tcp =
                    tcp(group).bind(options.address(), options.port()).awaitUninterruptibly();
            if (!tcp.isSuccess()) {
                throw cannotListen("TCP", tcp);
            }
            InetSocketAddress chosen = (InetSocketAddress) tcp.channel().localAddress();
            ChannelFuture udp = udp(group).bind(chosen).awaitUninterruptibly();
            if (udp.isSuccess()) {
                address = chosen;
                return chosen;
            }
            tcp.channel().close().awaitUninterruptibly();
            if (options.port() != 0 || attempt == PORT_TRIES) {
                throw cannotListen("UDP", udp);
            }
        }
    }

    private UncheckedIOException cannotListen(String protocol, ChannelFuture failed) {
        close();
        return new UncheckedIOException(new IOException(
                "cannot listen for DNS over " + protocol + " on " + options.address() + ":" + options.port() + ": "
                        + failed.cause().getMessage(),
                failed.cause()));
    }

    private Bootstrap udp(EventLoopGroup group) {
        return new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(Responder.MAX_UDP_PAYLOAD).maxMessagesPerRead(DATAGRAMS_PER_READ))
                .handler(new UdpHandler(responder));
    }

    private ServerBootstrap tcp(EventLoopGroup group) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accept(client);
                    }
                });
    }

    private void accept(Channel client) {
        client.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > options.maxTcpConnections()) {
            client.close();
            return;
        }
        client.pipeline()
                .addLast(
                        new LengthFieldBasedFrameDecoder(
                                LENGTH_FIELD + Responder.MAX_TCP_MESSAGE, 0, LENGTH_FIELD, 0, LENGTH_FIELD),
                        new TcpHandler(responder, clock, options.tcpIdleTimeout()));
    }

    InetSocketAddress address() {
        if (address == null) {
            throw new IllegalStateException("the DNS server does not listen yet");
        }
        return address;
    }

    @Override
    public void close() {
        if (loops != null) {
            loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
