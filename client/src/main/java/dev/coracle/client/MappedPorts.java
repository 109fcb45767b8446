package dev.coracle.client;

import io.fabric8.kubernetes.api.model.Pod;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Coracle's convention for pods whose address their machine does not answer on: each of their ports is at some port of
 * 127.0.0.1 there, and an annotation of the pod says at which, {@code 80=41234,8080=41235}. Whoever leads traffic to the
 * pod on that machine looks there first. Immutable.
 *
 * @param ports from a container's port to the port of 127.0.0.1
 */
public record MappedPorts(Map<Integer, Integer> ports) {
    public static final String ANNOTATION = "coracle.dev/ports-on-127.0.0.1";

    private static final MappedPorts NONE = new MappedPorts(Map.of());
    private static final String FORM = "\\d{1,5}=\\d{1,5}(,\\d{1,5}=\\d{1,5})*";

    public MappedPorts {
        ports = Map.copyOf(ports);
    }

    /** What {@code pod} says; nothing if it says nothing, or nothing that can be read. */
    public static MappedPorts of(@Nullable Pod pod) {
        Map<String, String> annotations = pod == null ? null : pod.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(ANNOTATION);
        if (text == null || !text.matches(FORM)) {
            return NONE;
        }
        Map<Integer, Integer> ports = new TreeMap<>();
        for (String pair : text.split(",")) {
            int equals = pair.indexOf('=');
            ports.put(Integer.parseInt(pair.substring(0, equals)), Integer.parseInt(pair.substring(equals + 1)));
        }
        return new MappedPorts(ports);
    }

    /** Where a port of the pod answers instead. */
    public Optional<InetSocketAddress> at(int port) {
        return Optional.ofNullable(ports.get(port))
                .filter(mapped -> mapped > 0 && mapped <= 65_535)
                .map(mapped -> new InetSocketAddress(LocalAddresses.EVERYWHERE, mapped));
    }

    /** The annotation's value. */
    @Override
    public String toString() {
        return new TreeMap<>(ports)
                .entrySet().stream()
                        .map(port -> port.getKey() + "=" + port.getValue())
                        .collect(Collectors.joining(","));
    }
}
