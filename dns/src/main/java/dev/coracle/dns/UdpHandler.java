package dev.coracle.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers datagrams. A response that finds the socket's buffer full is dropped; the client asks again. */
final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger log = LoggerFactory.getLogger(UdpHandler.class);

    private final Responder responder;

    UdpHandler(Responder responder) {
        this.responder = responder;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        if (!ctx.channel().isWritable()) {
            return;
        }
        ByteBuf out = ctx.alloc().directBuffer(Responder.MIN_UDP_PAYLOAD);
        boolean send = false;
        try {
            send = responder.answerUdp(packet.content(), out);
        } finally {
            if (!send) {
                out.release();
            }
        }
        if (send) {
            ctx.write(new DatagramPacket(out, packet.sender()), ctx.voidPromise());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    /** Mostly an ICMP message about an earlier response. The socket stays open. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("datagram failed", cause);
    }
}
