package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;

/** SOCKS5 (RFC 1928) without authentication, CONNECT only. Confined to the client's event loop. */
final class TunnelSocks extends SimpleChannelInboundHandler<Socks5Message> implements Tunnel.Answers {
    private final Clock clock;
    private final TunnelTargets targets;

    TunnelSocks(Clock clock, TunnelTargets targets) {
        this.clock = clock;
        this.targets = targets;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Socks5Message message) {
        if (message.decoderResult().isFailure()) {
            ctx.close();
        } else if (message instanceof Socks5InitialRequest request) {
            greet(ctx, request);
        } else if (message instanceof Socks5CommandRequest request) {
            lead(ctx, request);
        }
    }

    private static void greet(ChannelHandlerContext ctx, Socks5InitialRequest request) {
        if (!request.authMethods().contains(Socks5AuthMethod.NO_AUTH)) {
            ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ctx.pipeline().replace(Socks5InitialRequestDecoder.class, null, new Socks5CommandRequestDecoder());
        ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
    }

    private void lead(ChannelHandlerContext ctx, Socks5CommandRequest request) {
        if (!request.type().equals(Socks5CommandType.CONNECT)) {
            close(ctx, Socks5CommandStatus.COMMAND_UNSUPPORTED);
        } else if (request.dstAddrType().equals(Socks5AddressType.IPv6)) {
            close(ctx, Socks5CommandStatus.ADDRESS_UNSUPPORTED);
        } else {
            Tunnel.lead(ctx, new Tunnel.Request(request.dstAddr(), request.dstPort(), targets, clock), this);
        }
    }

    @Override
    public void connected(ChannelHandlerContext ctx) {
        ctx.channel().writeAndFlush(answer(Socks5CommandStatus.SUCCESS));
        ctx.pipeline().remove(Socks5CommandRequestDecoder.class);
        ctx.pipeline().remove(Socks5ServerEncoder.class);
        ctx.pipeline().remove(this);
    }

    @Override
    public void refused(ChannelHandlerContext ctx, String why) {
        close(ctx, Socks5CommandStatus.FORBIDDEN);
    }

    @Override
    public void unserved(ChannelHandlerContext ctx) {
        close(ctx, Socks5CommandStatus.CONNECTION_REFUSED);
    }

    private static void close(ChannelHandlerContext ctx, Socks5CommandStatus status) {
        ctx.channel().writeAndFlush(answer(status)).addListener(ChannelFutureListener.CLOSE);
    }

    private static DefaultSocks5CommandResponse answer(Socks5CommandStatus status) {
        return new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
