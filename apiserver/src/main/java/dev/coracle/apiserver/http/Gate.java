package dev.coracle.apiserver.http;

import dev.coracle.clock.Clock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The door of the server: counts connections when the system hands them over, closes at once those beyond the bound, and
 * closes those on which nothing is asked for too long. Vert.x tells of a connection only once something came over it, so
 * this looks at the sockets. Safe for any thread.
 */
public final class Gate implements io.vertx.core.transport.Transport, AutoCloseable {
    private final HttpOptions options;
    private final Clock clock;
    private final Transport nio = io.vertx.core.transport.Transport.NIO.implementation();
    private final AtomicInteger open = new AtomicInteger();
    /** Sockets that nothing came over yet, by both ends. */
    private final Map<Ends, Silent> silent = new ConcurrentHashMap<>();

    private final Map<HttpConnection, Conversation> conversations = new ConcurrentHashMap<>();
    private Clock.@Nullable Timer sweep;

    public Gate(HttpOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    private record Ends(int local, int remote, String localHost, String remoteHost) {
        static Ends of(InetSocketAddress local, InetSocketAddress remote) {
            return new Ends(
                    local.getPort(),
                    remote.getPort(),
                    local.getAddress().getHostAddress(),
                    remote.getAddress().getHostAddress());
        }

        static Ends of(SocketAddress local, SocketAddress remote) {
            return new Ends(local.port(), remote.port(), local.hostAddress(), remote.hostAddress());
        }
    }

    private record Silent(Channel channel, long since) {}

    /** What goes on over a connection. Its counter belongs to the connection's event loop; the sweep reads it. */
    static final class Conversation {
        private volatile int requests;
        private volatile boolean asked;
        private volatile long quietSince;

        private Conversation(long now) {
            this.quietSince = now;
        }
    }

    synchronized void start() {
        sweep = clock.every(options.timeouts().sweep(), Runnable::run, this::sweep);
    }

    int connections() {
        return open.get();
    }

    /** A connection that something came over. */
    void speaks(HttpConnection connection) {
        SocketAddress local = connection.localAddress();
        SocketAddress remote = connection.remoteAddress();
        if (local != null && remote != null) {
            silent.remove(Ends.of(local, remote));
        }
        conversations.put(connection, new Conversation(clock.nanoTime()));
    }

    void ended(HttpConnection connection) {
        conversations.remove(connection);
    }

    void begins(HttpConnection connection) {
        Conversation conversation = conversations.get(connection);
        if (conversation != null) {
            conversation.asked = true;
            count(conversation, 1);
        }
    }

    void answered(HttpConnection connection) {
        Conversation conversation = conversations.get(connection);
        if (conversation != null) {
            conversation.quietSince = clock.nanoTime();
            count(conversation, -1);
        }
    }

    @SuppressWarnings({"NonAtomicOperationOnVolatileField", "NonAtomicVolatileUpdate"
    }) // one writer: the connection's event loop
    private static void count(Conversation conversation, int more) {
        conversation.requests += more;
    }

    private void sweep() {
        long now = clock.nanoTime();
        long first = options.timeouts().firstRequest().toNanos();
        ToLongFunction<Conversation> patience =
                each -> each.asked ? options.timeouts().idle().toNanos() : first;
        silent.forEach((ends, each) -> {
            if (now - each.since() > first && silent.remove(ends, each)) {
                each.channel().close();
            }
        });
        conversations.forEach((connection, each) -> {
            if (each.requests == 0 && now - each.quietSince > patience.applyAsLong(each)) {
                connection.close();
            }
        });
    }

    private boolean admits(Channel channel) {
        if (open.incrementAndGet() > options.maxConnections()) {
            open.decrementAndGet();
            return false;
        }
        InetSocketAddress local = (InetSocketAddress) channel.localAddress();
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (local == null || remote == null) {
            open.decrementAndGet();
            return false; // it has gone already
        }
        Ends ends = Ends.of(local, remote);
        Silent entry = new Silent(channel, clock.nanoTime());
        silent.put(ends, entry);
        channel.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            silent.remove(ends, entry);
        });
        return true;
    }

    /** A listening socket that turns away what is too much before anybody learns of it. */
    private final class Listener extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            int before = accepted.size();
            int read = super.doReadMessages(accepted);
            for (Object each : new ArrayList<>(accepted.subList(before, accepted.size()))) {
                if (!admits((Channel) each)) {
                    accepted.remove(each);
                    ((Channel) each).unsafe().closeForcibly();
                }
            }
            return read;
        }
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public Transport implementation() {
        return new Transport() {
            @Override
            public IoHandlerFactory ioHandlerFactory() {
                return nio.ioHandlerFactory();
            }

            @Override
            @SuppressWarnings("deprecation") // Netty's type, which the interface names
            public DatagramChannel datagramChannel(InternetProtocolFamily family) {
                return nio.datagramChannel(family);
            }

            @Override
            public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
                return nio.datagramChannelFactory();
            }

            @Override
            public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
                return nio.channelFactory(domainSocket);
            }

            @Override
            public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
                return domainSocket ? nio.serverChannelFactory(true) : Listener::new;
            }
        };
    }

    @Override
    public synchronized void close() {
        if (sweep != null) {
            sweep.close();
        }
    }
}
