package dev.coracle.kubelet.container;

import dev.coracle.client.PrivilegedPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One fake container on a loop: its sockets, its faults and where it is in its life, which only moves forward. Confined
 * to the loop's thread once opened.
 */
public final class Site {
    private enum Stage {
        OPEN,
        /** Serves who is connected, and nobody new. */
        DRAINING,
        CLOSED
    }

    private final Outlet outlet;
    private final SiteFaults faults;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final Set<HttpConnection> connections = new HashSet<>();
    private final SiteAnswers answers;
    private Stage stage = Stage.OPEN;

    private Site(ContainerIdentity identity, SiteFaults faults, Outlet outlet) {
        this.answers = new SiteAnswers(identity, faults);
        this.faults = faults;
        this.outlet = outlet;
    }

    /**
     * Binds every address, or none.
     *
     * @throws BindFailure if one cannot be had
     */
    static Site bind(ContainerIdentity identity, InetSocketAddress[] addresses, SiteFaults faults, Outlet outlet)
            throws BindFailure {
        Site site = new Site(identity, faults, outlet);
        try {
            for (InetSocketAddress address : addresses) {
                site.listeners.add(bind(address.getAddress(), address.getPort()));
            }
        } catch (BindFailure taken) {
            site.closeListeners();
            throw taken;
        }
        return site;
    }

    /** Binds a port, or where that is a matter of privilege, the one that stands in for it. */
    private static ServerSocketChannel bind(InetAddress ip, int port) throws BindFailure {
        try {
            return bindExactly(ip, port);
        } catch (BindFailure refused) {
            // The constants are inlined by the compiler: the fake container's process has no classes but this
            // package's.
            if (port < PrivilegedPorts.FIRST_UNPRIVILEGED && refused.isForbidden()) {
                return bindExactly(ip, port + PrivilegedPorts.OFFSET);
            }
            throw refused;
        }
    }

    private static ServerSocketChannel bindExactly(InetAddress ip, int port) throws BindFailure {
        ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open();
            channel.bind(new InetSocketAddress(ip, port), 1024);
            channel.configureBlocking(false);
            return channel;
        } catch (java.io.IOException refused) {
            HttpLoop.closeQuietly(channel);
            throw new BindFailure(ip, port, refused);
        }
    }

    List<ServerSocketChannel> listeners() {
        return List.copyOf(listeners);
    }

    Outlet outlet() {
        return outlet;
    }

    SiteAnswers answers() {
        return answers;
    }

    /** How long each answer is held back. */
    long latencyMillis() {
        return faults.latencyMillis();
    }

    void connected(HttpConnection connection) {
        connections.add(connection);
    }

    /** Whether a connection has to end after the answer under way. */
    boolean isLeaving() {
        return stage != Stage.OPEN || answers.exitCode() != null;
    }

    /** False if it was draining or closed already. */
    boolean beginDrain() {
        if (stage != Stage.OPEN) {
            return false;
        }
        stage = Stage.DRAINING;
        return true;
    }

    List<HttpConnection> idleConnections() {
        List<HttpConnection> idle = new ArrayList<>();
        for (HttpConnection connection : connections) {
            if (connection.isIdle()) {
                idle.add(connection);
            }
        }
        return idle;
    }

    /** Tells once that the drain is over. */
    void tellIfDrained() {
        if (stage == Stage.DRAINING && connections.isEmpty()) {
            stage = Stage.CLOSED;
            outlet.drained();
        }
    }

    /** Forgets a connection that has closed; the exit code when it was the one by which a client asked for the end. */
    @Nullable
    Integer disconnected(HttpConnection connection) {
        connections.remove(connection);
        return stage == Stage.CLOSED ? null : answers.exitCode();
    }

    /** Closes the listeners and hands out the connections that are left to be closed. */
    List<HttpConnection> close() {
        stage = Stage.CLOSED;
        closeListeners();
        return List.copyOf(connections);
    }

    void closeListeners() {
        for (ServerSocketChannel listener : listeners) {
            HttpLoop.closeQuietly(listener);
        }
    }
}
