package dev.coracle.dns;

import dev.coracle.clock.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the queries of one TCP connection, in their order and as many as the client sends at once. A client that does
 * not read its answers is not read from; one that asks nothing for a while is disconnected. Confined to the connection's
 * event loop.
 */
final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger log = LoggerFactory.getLogger(TcpHandler.class);
    private static final int LENGTH_FIELD = 2;

    private final Responder responder;
    private final Clock clock;
    private final Duration idleTimeout;
    private long lastQuery;
    private Clock.@Nullable Timer idle;

    TcpHandler(Responder responder, Clock clock, Duration idleTimeout) {
        this.responder = responder;
        this.clock = clock;
        this.idleTimeout = idleTimeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        lastQuery = clock.nanoTime();
        watch(ctx, idleTimeout);
    }

    private void watch(ChannelHandlerContext ctx, Duration delay) {
        idle = clock.schedule(delay, ctx.executor(), () -> {
            Duration silent = Duration.ofNanos(clock.nanoTime() - lastQuery);
            if (silent.compareTo(idleTimeout) >= 0) {
                ctx.close();
            } else {
                watch(ctx, idleTimeout.minus(silent));
            }
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
        lastQuery = clock.nanoTime();
        ByteBuf out = ctx.alloc().directBuffer(LENGTH_FIELD + Responder.MIN_UDP_PAYLOAD);
        boolean send = false;
        try {
            out.writeShort(0);
            send = responder.answerTcp(message, out);
            out.setShort(0, out.writerIndex() - LENGTH_FIELD);
        } finally {
            if (!send) {
                out.release();
            }
        }
        if (!send) {
            // Not a query: whoever this is does not speak DNS.
            ctx.close();
            return;
        }
        ctx.write(out, ctx.voidPromise());
        if (!ctx.channel().isWritable()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (idle != null) {
            idle.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("connection of {} broke: {}", ctx.channel().remoteAddress(), cause.getMessage());
        ctx.close();
    }
}
