package dev.coracle.proxy;

import java.net.InetSocketAddress;

/** Where the proxy listens for a Service port. Immutable. */
record ListenAddress(Transport transport, String ip, int port) {
    static ListenAddress of(Transport transport, InetSocketAddress address) {
        return new ListenAddress(transport, address.getAddress().getHostAddress(), address.getPort());
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(ip, port);
    }

    @Override
    public String toString() {
        return ip + ":" + port + "/" + transport;
    }
}
