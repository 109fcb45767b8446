package dev.coracle.kubelet.probe;

import java.net.InetSocketAddress;

/** Finds where a port of a pod is on this machine. */
@FunctionalInterface
public interface Dialer {
    InetSocketAddress at(String host, int port);
}
