package dev.coracle.proxy;

import java.io.IOException;

/** Says in a sentence why an address could not be opened and what helps. */
final class BindFailure {
    static final String REASON = "FailedToBindPort";
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private BindFailure() {}

    static String describe(ListenAddress address, int nodePort, IOException cause) {
        String what = "Cannot listen on " + address + ": ";
        String message = String.valueOf(cause.getMessage());
        if (message.contains("Permission denied") && address.port() < FIRST_UNPRIVILEGED_PORT) {
            return what + "ports below " + FIRST_UNPRIVILEGED_PORT + " need a privilege the proxy lacks. "
                    + "Allow them with \"sudo sysctl -w net.ipv4.ip_unprivileged_port_start=0\", run the proxy as root or"
                    + " with CAP_NET_BIND_SERVICE, or " + instead(nodePort);
        }
        if (message.contains("Address already in use")) {
            return what + "the port is in use by another process. It is tried again until it is free; meanwhile "
                    + instead(nodePort);
        }
        return what + message;
    }

    /** Says where an address is that this machine does not answer on. */
    static String mapped(ListenAddress address, ListenAddress at) {
        return address + " is not an address of this machine, so it is at " + at
                + ". On Linux, \"sudo ip route add local" + " <range> dev lo\" makes a range of addresses its own.";
    }

    private static String instead(int nodePort) {
        return nodePort == 0
                ? "make the Service type NodePort and use its node port."
                : "use the Service's node port " + nodePort + ".";
    }
}
