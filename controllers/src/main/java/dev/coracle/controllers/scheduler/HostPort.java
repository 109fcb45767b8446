package dev.coracle.controllers.scheduler;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** A port of the node that a pod takes for itself. */
record HostPort(String ip, String protocol, int port) {
    private static final String ANY = "0.0.0.0";

    static Set<HostPort> of(Pod pod) {
        Set<HostPort> ports = new HashSet<>();
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                if (port.getHostPort() != null && port.getHostPort() > 0) {
                    String ip = port.getHostIP() == null || port.getHostIP().isEmpty() ? ANY : port.getHostIP();
                    ports.add(new HostPort(
                            ip, Objects.requireNonNullElse(port.getProtocol(), "TCP"), port.getHostPort()));
                }
            }
        }
        return ports;
    }

    boolean conflictsWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
    }
}
