package dev.coracle.kubelet.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the number of a port that may be given by name. */
public final class NamedPorts {
    private NamedPorts() {}

    /** Null if the container has no port of that name. */
    public static @Nullable Integer resolve(IntOrString port, Container container) {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        for (ContainerPort named : container.getPorts()) {
            if (Objects.equals(named.getName(), port.getStrVal())) {
                return named.getContainerPort();
            }
        }
        try {
            return Integer.valueOf(String.valueOf(port.getStrVal()));
        } catch (NumberFormatException unknown) {
            return null;
        }
    }
}
