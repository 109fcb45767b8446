package dev.coracle.kubelet.container;

import java.io.IOException;
import java.net.InetAddress;

/** A port a container wants cannot be had; the message says why and, where it can, what to do. */
public final class BindFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean forbidden;

    BindFailure(InetAddress ip, int port, IOException cause) {
        super(
                "cannot listen on " + ip.getHostAddress() + ":" + port + ": " + cause.getMessage()
                        + advice(port, cause),
                cause);
        forbidden = isForbidden(cause);
    }

    /** Whether it is a matter of privilege. */
    boolean isForbidden() {
        return forbidden;
    }

    private static boolean isForbidden(IOException cause) {
        return String.valueOf(cause.getMessage()).contains("Permission denied");
    }

    private static String advice(int port, IOException cause) {
        return isForbidden(cause) && port < 1024
                ? " (a port below 1024 needs root, or: sysctl -w net.ipv4.ip_unprivileged_port_start=0)"
                : "";
    }
}
