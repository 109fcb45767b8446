package dev.coracle.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One direction of a proxied connection: what its channel reads goes to the peer. Reading stops while the peer's write
 * buffer is full, so a slow reader holds at most one buffer (64 KiB) and one read here and the rest stays with the
 * sender. An end of stream ends only this direction; a reset resets both. Both channels are on one event loop, to which
 * this is confined.
 */
final class Relay extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final Channel peer;

    Relay(Channel peer) {
        this.peer = peer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        peer.write(message, peer.voidPromise());
        if (!peer.isWritable()) {
            peer.flush();
            if (!peer.isWritable()) {
                ctx.channel().config().setAutoRead(false);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        peer.config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // The empty write completes after everything read before the end of the stream.
            peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> endOutput(ctx.channel()));
        }
    }

    private void endOutput(Channel source) {
        SocketChannel target = (SocketChannel) peer;
        if (!target.isActive()) {
            return;
        }
        target.shutdownOutput();
        if (target.isInputShutdown() && ((SocketChannel) source).isOutputShutdown()) {
            target.close();
            source.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (peer.isActive()) {
            peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{} broke: {}", ctx.channel(), cause.getMessage());
        ctx.close();
        reset(peer);
    }

    /** Ends a connection the way a vanished process does. */
    static void reset(Channel channel) {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }
}
