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
 * Which ports each fake container of a pod listens on: those it declares, those an annotation adds and those its image is
 * known for, unless another container has claimed them. Only where all of that is nothing are its probes asked, and so a
 * probe at any other port finds what it would find at the real container that was meant: nobody. The first container
 * listens on 80 when nobody listens otherwise.
 */
final class PodPorts {
    private static final int DEFAULT = 80;

    private PodPorts() {}

    static Map<String, List<Integer>> plan(PodSpec spec, Faults faults) {
        Map<String, Set<Integer>> ports = new HashMap<>();
        Set<Integer> claimed = new HashSet<>();
        List<Container> containers = Stream.concat(
                        spec.getInitContainers().stream().filter(c -> "Always".equals(c.getRestartPolicy())),
                        spec.getContainers().stream())
                .toList();
        for (Container container : containers) {
            Set<Integer> own = declared(container);
            own.addAll(faults.listen(container.getName()));
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
        for (Container container : containers) {
            Set<Integer> own = Objects.requireNonNull(ports.get(container.getName()));
            if (own.isEmpty() && container.getPorts().isEmpty()) {
                probed(container).filter(claimed::add).forEach(own::add);
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

    private static Set<Integer> declared(Container container) {
        Set<Integer> own = new LinkedHashSet<>();
        for (ContainerPort port : container.getPorts()) {
            if (port.getContainerPort() != null
                    && (port.getProtocol() == null || port.getProtocol().equals("TCP"))) {
                own.add(port.getContainerPort());
            }
        }
        return own;
    }

    private static Stream<Integer> probed(Container container) {
        return Stream.of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe())
                .filter(Objects::nonNull)
                .map(PodPorts::port)
                .filter(Objects::nonNull)
                .map(port -> NamedPorts.resolve(port, container))
                .filter(Objects::nonNull);
    }

    private static @Nullable IntOrString port(Probe probe) {
        if (probe.getHttpGet() != null) {
            return probe.getHttpGet().getPort();
        }
        if (probe.getGrpc() != null) {
            return new IntOrString(probe.getGrpc().getPort());
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
