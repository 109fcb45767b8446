package dev.coracle.kubelet.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves any number of sites. Sockets and sites are confined to it; other threads only bind new
 * listeners and leave errands. The errand queue holds at most a drain and a few aborts per open site.
 *
 * <p>Whoever hears of a site's end can bind its addresses at once. A closed listener keeps its address until the
 * selector it is registered with has let go of it, so the loop sees to that before it tells.
 */
public final class HttpLoop implements AutoCloseable {
    private static final int READ_BUFFER = 16 * 1024;

    private final Selector selector;
    private final long idleMillis;
    private final Runnable idle;
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    /** At most one answer held back per open connection. */
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();

    private final ByteBuffer input = ByteBuffer.allocateDirect(READ_BUFFER);
    private volatile boolean closed;
    private @Nullable Thread thread;

    private HttpLoop(Selector selector, long idleMillis, Runnable idle) {
        this.selector = selector;
        this.idleMillis = idleMillis;
        this.idle = idle;
    }

    /** A running loop on a daemon thread of that name. */
    public static HttpLoop start(String name) throws IOException {
        HttpLoop loop = new HttpLoop(Selector.open(), 0, () -> {});
        Thread thread = new Thread(null, loop::run, name, 256 * 1024);
        thread.setDaemon(true);
        loop.thread = thread;
        thread.start();
        return loop;
    }

    /** A loop for the calling thread to {@link #run}; it calls {@code idle} after so long without anything to do. */
    static HttpLoop unstarted(long idleMillis, Runnable idle) throws IOException {
        return new HttpLoop(Selector.open(), idleMillis, idle);
    }

    /**
     * Binds every address, or none, and starts serving: when this returns, clients can connect.
     *
     * @throws BindFailure if a port cannot be had
     */
    public Site open(ContainerIdentity identity, InetSocketAddress[] addresses, SiteFaults faults, Outlet outlet)
            throws IOException {
        Site site = Site.bind(identity, addresses, faults, outlet);
        for (ServerSocketChannel listener : site.listeners()) {
            listener.register(selector, SelectionKey.OP_ACCEPT, site);
        }
        selector.wakeup();
        return site;
    }

    /** Serves what has connected so far and no more; {@link Outlet#drained} follows, at once if nobody is connected. */
    public void drain(Site site) {
        submit(() -> beginDrain(site));
    }

    /** Cuts every connection and closes every socket of the site, then calls {@code gone} on the loop's thread. */
    public void abort(Site site, Runnable gone) {
        submit(() -> {
            closeAll(site);
            gone.run();
        });
    }

    private void submit(Runnable errand) {
        errands.add(errand);
        selector.wakeup();
    }

    /** Serves until closed. */
    void run() {
        try {
            while (!closed) {
                if (selector.select(patience()) == 0 && errands.isEmpty() && delayed.isEmpty()) {
                    idle.run();
                }
                runErrands();
                runDelayed();
                Set<SelectionKey> ready = selector.selectedKeys(); // which letting go of a listener may add to
                while (!ready.isEmpty()) {
                    SelectionKey key = ready.iterator().next();
                    ready.remove(key);
                    handle(key);
                }
            }
            for (SelectionKey key : selector.keys()) {
                closeQuietly(key.channel());
            }
            selector.close();
        } catch (IOException broken) {
            throw new UncheckedIOException("the selector of an HTTP loop failed", broken);
        }
        runErrands();
    }

    /** How long the loop may sleep; 0 for as long as nothing happens. */
    private long patience() {
        Delayed next = delayed.peek();
        if (next == null) {
            return idleMillis;
        }
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.dueNanos() - System.nanoTime()) + 1);
        return idleMillis == 0 ? left : Math.min(left, idleMillis);
    }

    /** Runs {@code task} on the loop's thread after that time, which is the machine's. Only for the loop's thread. */
    void later(long millis, Runnable task) {
        delayed.add(new Delayed(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), task));
    }

    private void runDelayed() {
        for (Delayed next = delayed.peek(); next != null && next.isDue(); next = delayed.peek()) {
            delayed.remove();
            next.task().run();
        }
    }

    private record Delayed(long dueNanos, Runnable task) implements Comparable<Delayed> {
        boolean isDue() {
            return System.nanoTime() - dueNanos >= 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(dueNanos - other.dueNanos);
        }
    }

    private void runErrands() {
        for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
            errand.run();
        }
    }

    private void handle(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof Site site) {
            accept((ServerSocketChannel) key.channel(), site);
        } else if (key.attachment() instanceof HttpConnection connection) {
            connection.ready(key.isReadable());
        }
    }

    private void accept(ServerSocketChannel listener, Site site) {
        try {
            for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                channel.configureBlocking(false);
                HttpConnection connection = new HttpConnection(this, site, channel);
                site.connected(connection);
                connection.register(selector);
            }
        } catch (IOException refused) {
            site.outlet().line("accept failed: " + refused.getMessage());
        }
    }

    private void beginDrain(Site site) {
        if (!site.beginDrain()) {
            return;
        }
        for (ServerSocketChannel listener : site.listeners()) {
            accept(listener, site); // what the kernel has queued would otherwise be reset
        }
        site.closeListeners();
        letGo();
        closeAll(site.idleConnections());
        site.tellIfDrained();
    }

    void forget(HttpConnection connection) {
        Site site = connection.site();
        Integer code = site.disconnected(connection);
        if (code != null) {
            closeAll(site);
            site.outlet().exitRequested(code);
        }
        site.tellIfDrained();
    }

    private void closeAll(Site site) {
        List<HttpConnection> open = site.close();
        letGo();
        closeAll(open);
    }

    private static void closeAll(List<HttpConnection> connections) {
        for (HttpConnection connection : connections) {
            connection.close();
        }
    }

    /** Has the selector let go of listeners that were closed. */
    private void letGo() {
        if (selector.isOpen()) {
            try {
                selector.selectNow();
            } catch (IOException broken) {
                throw new UncheckedIOException("the selector of an HTTP loop failed", broken);
            }
        }
    }

    /** The shared read buffer, empty. Only the loop's thread uses it, one connection at a time. */
    ByteBuffer input() {
        return input.clear();
    }

    static void closeQuietly(@Nullable Closeable channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException alreadyGone) {
                // The descriptor is released either way, and nobody waits for this socket any more.
            }
        }
    }

    /**
     * Cuts everything. A loop with a thread of its own has let go of every address when this returns, unless the
     * caller is that thread. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        if (thread != null && !thread.equals(Thread.currentThread())) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
