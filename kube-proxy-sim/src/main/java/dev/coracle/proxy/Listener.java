package dev.coracle.proxy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** An open socket of the proxy. */
interface Listener {
    /** Where it listens. */
    InetSocketAddress address();

    /** The endpoints changed: sessions that may move to another endpoint do so; connections stay. Control thread. */
    void endpointsChanged();

    /** There is room for connections again. Any thread. */
    void resume();

    /**
     * Accepts nothing more and gives the address back before it returns; connections that are open go on until they
     * end. Idempotent. Control thread.
     */
    void close();

    /**
     * Closes a channel and waits until the kernel has its address back. That is later than the channel's own close: a
     * socket that a selector knows goes with the selector's next turn. A task that is scheduled on the event loop
     * itself runs after that turn; one handed over from outside may still run before it.
     */
    static void release(Channel channel) {
        if (!channel.isOpen()) {
            return;
        }
        EventLoop loop = channel.eventLoop();
        Promise<Void> released = loop.newPromise();
        channel.close().addListener(closed -> loop.schedule(() -> released.setSuccess(null), 0, TimeUnit.NANOSECONDS));
        released.awaitUninterruptibly();
    }
}
