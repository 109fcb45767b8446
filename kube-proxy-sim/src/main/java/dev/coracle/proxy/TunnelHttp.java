package dev.coracle.proxy;

import dev.coracle.clock.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP CONNECT, and the file that tells a browser when to come here. Confined to the client's event loop. */
final class TunnelHttp extends SimpleChannelInboundHandler<HttpObject> implements Tunnel.Answers {
    private static final String PAC = "/proxy.pac";

    private final Clock clock;
    private final TunnelTargets targets;
    private Tunnel.@Nullable Request wanted;

    TunnelHttp(Clock clock, TunnelTargets targets) {
        this.clock = clock;
        this.targets = targets;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            answer(ctx, HttpResponseStatus.BAD_REQUEST, "text/plain", "this is no HTTP/1.1 request");
        } else if (message instanceof HttpRequest request) {
            read(ctx, request);
        } else if (message instanceof LastHttpContent && wanted != null) {
            Tunnel.lead(ctx, wanted, this);
            ctx.pipeline().get(HttpServerCodec.class).removeInboundHandler(); // what follows is not HTTP
        }
    }

    private void read(ChannelHandlerContext ctx, HttpRequest request) {
        if (request.method().equals(HttpMethod.CONNECT)) {
            wanted = target(request.uri()).orElse(null);
            if (wanted == null) {
                answer(ctx, HttpResponseStatus.BAD_REQUEST, "text/plain", "CONNECT wants HOST:PORT");
            }
        } else if (request.uri().equals(PAC) && request.method().equals(HttpMethod.GET)) {
            InetSocketAddress own = (InetSocketAddress) ctx.channel().localAddress();
            answer(ctx, HttpResponseStatus.OK, "application/x-ns-proxy-autoconfig", pac(own.getPort()));
        } else {
            answer(
                    ctx,
                    HttpResponseStatus.NOT_IMPLEMENTED,
                    "text/plain",
                    "here are CONNECT, SOCKS5 and GET " + PAC
                            + "; with curl use --proxytunnel or -x socks5h://, in a browser the PAC file");
        }
    }

    private Optional<Tunnel.Request> target(String authority) {
        int colon = authority.lastIndexOf(':');
        String port = authority.substring(colon + 1);
        return colon < 1 || !port.matches("\\d{1,5}")
                ? Optional.empty()
                : Optional.of(
                        new Tunnel.Request(authority.substring(0, colon), Integer.parseInt(port), targets, clock));
    }

    /** Leads what may be the cluster's here and leaves the rest alone. */
    static String pac(int port) {
        return """
                function FindProxyForURL(url, host) {
                  if (host == "localhost" || host == "127.0.0.1") return "DIRECT";
                  if (isPlainHostName(host) || dnsDomainIs(host, ".cluster.local") || dnsDomainIs(host, ".svc")
                      || shExpMatch(host, "127.*")) return "SOCKS5 127.0.0.1:%d";
                  return "DIRECT";
                }
                """.formatted(port);
    }

    @Override
    public void connected(ChannelHandlerContext ctx) {
        ByteBuf line = Unpooled.copiedBuffer("HTTP/1.1 200 Connection established\r\n\r\n", StandardCharsets.US_ASCII);
        ctx.pipeline().context(HttpServerCodec.class).writeAndFlush(line);
        ctx.pipeline().remove(HttpServerCodec.class);
        ctx.pipeline().remove(this);
    }

    @Override
    public void refused(ChannelHandlerContext ctx, String why) {
        answer(ctx, HttpResponseStatus.FORBIDDEN, "text/plain", why);
    }

    @Override
    public void unserved(ChannelHandlerContext ctx) {
        answer(ctx, HttpResponseStatus.BAD_GATEWAY, "text/plain", "no endpoint accepted the connection");
    }

    private static void answer(ChannelHandlerContext ctx, HttpResponseStatus status, String type, String text) {
        String body = text.endsWith("\n") ? text : text + "\n";
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, "close");
        ctx.channel().writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
