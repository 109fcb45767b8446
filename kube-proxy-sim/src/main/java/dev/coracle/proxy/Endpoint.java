package dev.coracle.proxy;

import java.net.InetSocketAddress;

/** An address traffic can be sent to, resolved once. Immutable. */
record Endpoint(InetSocketAddress address) {
    static Endpoint of(String ip, int port) {
        return new Endpoint(new InetSocketAddress(ip, port));
    }

    @Override
    public String toString() {
        return address.getHostString() + ":" + address.getPort();
    }
}
