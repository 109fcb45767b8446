package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import java.util.List;

/** Tells by the first byte which protocol a client of the tunnel speaks. Confined to the client's event loop. */
final class TunnelProtocol extends ByteToMessageDecoder {
    private static final int SOCKS4 = 4;
    private static final int SOCKS5 = 5;
    private static final byte[] SOCKS4_REFUSED = {0, 0x5b, 0, 0, 0, 0, 0, 0};
    private static final int MAX_LINE = 4_096;
    private static final int MAX_HEADERS = 8_192;

    private final Clock clock;
    private final TunnelTargets targets;

    TunnelProtocol(Clock clock, TunnelTargets targets) {
        this.clock = clock;
        this.targets = targets;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        ChannelPipeline pipeline = ctx.pipeline();
        int first = in.getUnsignedByte(in.readerIndex());
        if (first == SOCKS5) {
            pipeline.addLast(
                    Socks5ServerEncoder.DEFAULT, new Socks5InitialRequestDecoder(), new TunnelSocks(clock, targets));
        } else if (first == SOCKS4) {
            in.skipBytes(in.readableBytes());
            ctx.writeAndFlush(Unpooled.wrappedBuffer(SOCKS4_REFUSED)).addListener(ChannelFutureListener.CLOSE);
            return;
        } else {
            pipeline.addLast(new HttpServerCodec(MAX_LINE, MAX_HEADERS, MAX_HEADERS), new TunnelHttp(clock, targets));
        }
        pipeline.remove(this); // and what was read goes on to who can read it
    }
}
