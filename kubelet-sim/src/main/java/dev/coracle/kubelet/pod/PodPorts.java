package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.probe.NamedPorts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which ports each fake container of a pod listens on: those it declares and those its probes name; then what its image
 * is known for, unless another container has claimed it; and 80 for the first container when nobody listens otherwise.
 */
final class PodPorts {
    private static final int DEFAULT = 80;

    private PodPorts() {}

    static Map<String, List<Integer>> plan(PodSpec spec) {
        Map<String, Set<Integer>> ports = new HashMap<>();
        Set<Integer> claimed = new HashSet<>();
        List<Container> containers = Stream.concat(
                        spec.getInitContainers().stream().filter(c -> "Always".equals(c.getRestartPolicy())),
                        spec.getContainers().stream())
                .toList();
        for (Container container : containers) {
            Set<Integer> own = asked(container);
            claimed.addAll(own);
            ports.put(container.getName(), own);
        }
        for (Container container : containers) {
            for (int port : known(container)) {
                if (claimed.add(port)) {
                    Objects.requireNonNull(ports.get(container.getName())).add(port);
                }
            }
        }
        Set<Integer> first = ports.get(spec.getContainers().get(0).getName());
        if (first != null && first.isEmpty() && claimed.add(DEFAULT)) {
            first.add(DEFAULT);
        }
        Map<String, List<Integer>> plan = new HashMap<>();
        ports.forEach((name, own) -> plan.put(name, List.copyOf(own)));
        return plan;
    }

    private static Set<Integer> asked(Container container) {
        Set<Integer> own = new LinkedHashSet<>();
        for (ContainerPort port : container.getPorts()) {
            if (port.getContainerPort() != null
                    && (port.getProtocol() == null || port.getProtocol().equals("TCP"))) {
                own.add(port.getContainerPort());
            }
        }
        Stream.of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe())
                .filter(Objects::nonNull)
                .forEach(probe -> {
                    IntOrString port = port(probe);
                    Integer number = port == null ? null : NamedPorts.resolve(port, container);
                    if (number != null) {
                        own.add(number);
                    }
                });
        return own;
    }

    private static @Nullable IntOrString port(Probe probe) {
        if (probe.getHttpGet() != null) {
            return probe.getHttpGet().getPort();
        }
        return probe.getTcpSocket() == null ? null : probe.getTcpSocket().getPort();
    }

    private static List<Integer> known(Container container) {
        try {
            return WellKnownPorts.of(ImageReference.parse(String.valueOf(container.getImage())));
        } catch (IllegalArgumentException invalid) {
            return List.of(); // it will never start, and its status says why
        }
    }
}
