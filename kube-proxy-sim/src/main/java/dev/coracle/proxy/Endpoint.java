package dev.coracle.proxy;

import dev.coracle.client.PrivilegedPorts;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** An address traffic can be sent to, resolved once. Immutable. */
record Endpoint(InetSocketAddress address) {
    static Endpoint of(String ip, int port) {
        return new Endpoint(new InetSocketAddress(ip, port));
    }

    /** Where else the endpoint may listen, see {@link PrivilegedPorts}; null if its port is not privileged. */
    @Nullable
    InetSocketAddress alternate() {
        return PrivilegedPorts.isPrivileged(address.getPort())
                ? new InetSocketAddress(address.getAddress(), address.getPort() + PrivilegedPorts.OFFSET)
                : null;
    }

    @Override
    public String toString() {
        return address.getHostString() + ":" + address.getPort();
    }
}
