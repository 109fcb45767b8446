package dev.coracle.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Accepts connections for one Service port on one address and gives each to a {@link ClientConnection}. At the bound it
 * leaves further connections in the kernel's backlog until one ends.
 */
final class TcpListener implements Listener {
    private static final int BACKLOG = 1_024;

    private final Channel channel;

    private TcpListener(Channel channel) {
        this.channel = channel;
    }

    static TcpListener open(ListenAddress address, PortProxy port, EventLoopGroup loops) throws IOException {
        return open(address, port, loops, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                client.pipeline().addLast(new ClientConnection(port));
            }
        });
    }

    /** {@code handler} makes of an accepted connection what it is to be. */
    static TcpListener open(ListenAddress address, PortProxy port, EventLoopGroup loops, ChannelHandler handler)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .handler(new Accepting(port))
                .childHandler(handler);
        ChannelFuture bound = bootstrap.bind(address.socketAddress()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        return new TcpListener(bound.channel());
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void endpointsChanged() {
        // Every connection asks the balancer anew.
    }

    @Override
    public void resume() {
        channel.config().setAutoRead(true);
    }

    @Override
    public void close() {
        Listener.release(channel);
    }

    /** Counts what is accepted. On the accepting event loop. */
    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final PortProxy port;

        Accepting(PortProxy port) {
            this.port = port;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            Channel client = (Channel) message;
            boolean room = port.connectionOpened(client);
            client.closeFuture().addListener(closed -> port.connectionClosed());
            ctx.fireChannelRead(message);
            if (!room) {
                ctx.channel().config().setAutoRead(false);
                if (port.limit().hasRoom()) {
                    ctx.channel().config().setAutoRead(true);
                }
            }
        }
    }
}
