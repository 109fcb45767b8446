package dev.coracle.proxy;

import dev.coracle.client.PrivilegedPorts;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address traffic can be sent to, resolved once. Immutable.
 *
 * @param address what the EndpointSlice says
 * @param dial where that is on this machine, which is mostly the same
 */
record Endpoint(InetSocketAddress address, InetSocketAddress dial) {
    static Endpoint of(String ip, int port) {
        InetSocketAddress address = new InetSocketAddress(ip, port);
        return new Endpoint(address, address);
    }

    Endpoint at(InetSocketAddress elsewhere) {
        return new Endpoint(address, elsewhere);
    }

    String ip() {
        return address.getHostString();
    }

    /** Where else the endpoint may listen, see {@link PrivilegedPorts}; null if its port is not privileged. */
    @Nullable
    InetSocketAddress alternate() {
        return dial.equals(address) && PrivilegedPorts.isPrivileged(address.getPort())
                ? new InetSocketAddress(address.getAddress(), address.getPort() + PrivilegedPorts.OFFSET)
                : null;
    }

    @Override
    public String toString() {
        return ip() + ":" + address.getPort();
    }
}
