package dev.coracle.client;

/**
 * Coracle's convention for machines on which it may not bind ports below 1024: a container that wants port 80 then
 * listens on 10080 of its own address, and whoever finds 80 refused tries 10080. So pods run, probes pass and Services
 * are reachable by their node ports without any privilege.
 */
public final class PrivilegedPorts {
    /** The first port anybody may bind. */
    public static final int FIRST_UNPRIVILEGED = 1024;

    /** From a privileged port to the one that stands in for it. */
    public static final int OFFSET = 10_000;

    private PrivilegedPorts() {}

    public static boolean isPrivileged(int port) {
        return port < FIRST_UNPRIVILEGED;
    }
}
