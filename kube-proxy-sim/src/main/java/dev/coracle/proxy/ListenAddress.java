package dev.coracle.proxy;

import java.net.InetSocketAddress;

/** Where the proxy listens for a Service port. Immutable. */
record ListenAddress(Transport transport, String ip, int port) {
    InetSocketAddress socketAddress() {
        return new InetSocketAddress(ip, port);
    }

    @Override
    public String toString() {
        return ip + ":" + port + "/" + transport;
    }
}
