package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works out a container's environment: the Services' variables, over them what envFrom brings, over that its own (the
 * kubelet's {@code makeEnvironmentVariables}, v1.36). Confined to one call; looks each ConfigMap and Secret up once.
 */
final class Environment {
    private final PodApi api;
    private final Pod pod;
    private final DownwardApi downward;
    private final Map<String, Optional<Map<String, String>>> configMaps = new HashMap<>();
    private final Map<String, Optional<Map<String, String>>> secrets = new HashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>();

    Environment(NodeContext node, Pod pod, String podIp) {
        this.api = node.api();
        this.pod = pod;
        this.downward = new DownwardApi(pod, podIp, node.hostIp(), node.room().allocatable());
    }

    /** What is missing; the message is the kubelet's (v1.36). */
    static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MissingException(String message) {
            super(message);
        }
    }

    /**
     * What the container's process finds in its environment.
     *
     * @param services those it may be told of
     * @throws MissingException if something that is not optional is not there
     */
    Map<String, String> resolve(Container container, List<Service> services) {
        String hostname = pod.getSpec().getHostname();
        variables.put(
                "HOSTNAME",
                hostname == null || hostname.isEmpty() ? pod.getMetadata().getName() : hostname);
        boolean links = !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks());
        variables.putAll(ServiceVariables.of(services, namespace(), links));
        for (EnvFromSource source : container.getEnvFrom()) {
            addAll(source);
        }
        for (EnvVar variable : container.getEnv()) {
            String literal = variable.getValue() == null ? "" : variable.getValue();
            String value = !literal.isEmpty() || variable.getValueFrom() == null
                    ? Expansion.expand(literal, variables)
                    : value(variable.getValueFrom(), container);
            if (value != null) {
                variables.put(variable.getName(), value);
            }
        }
        return variables;
    }

    private void addAll(EnvFromSource source) {
        String prefix = source.getPrefix() == null ? "" : source.getPrefix();
        if (source.getConfigMapRef() != null) {
            String name = source.getConfigMapRef().getName();
            configMap(name, isTrue(source.getConfigMapRef().getOptional()))
                    .forEach((key, value) -> variables.put(prefix + key, value));
        } else if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            secret(name, isTrue(source.getSecretRef().getOptional()))
                    .forEach((key, value) -> variables.put(prefix + key, value));
        }
    }

    /** Null if there is nothing where nothing needs to be. */
    private @Nullable String value(EnvVarSource source, Container container) {
        if (source.getFieldRef() != null) {
            return downward.field(source.getFieldRef().getFieldPath());
        }
        if (source.getConfigMapKeyRef() != null) {
            boolean optional = isTrue(source.getConfigMapKeyRef().getOptional());
            String name = source.getConfigMapKeyRef().getName();
            String key = source.getConfigMapKeyRef().getKey();
            return entry(configMap(name, optional), key, optional, "ConfigMap " + namespace() + "/" + name);
        }
        if (source.getSecretKeyRef() != null) {
            boolean optional = isTrue(source.getSecretKeyRef().getOptional());
            String name = source.getSecretKeyRef().getName();
            String key = source.getSecretKeyRef().getKey();
            return entry(secret(name, optional), key, optional, "Secret " + namespace() + "/" + name);
        }
        if (source.getResourceFieldRef() != null) {
            return downward.resource(source.getResourceFieldRef(), container);
        }
        if (source.getFileKeyRef() != null) {
            if (isTrue(source.getFileKeyRef().getOptional())) {
                return null;
            }
            throw new MissingException("cannot find the volume \""
                    + source.getFileKeyRef().getVolumeName() + "\" referenced by FileKeyRef");
        }
        return "";
    }

    private static @Nullable String entry(Map<String, String> data, String key, boolean optional, String where) {
        String value = data.get(key);
        if (value == null && !optional) {
            throw new MissingException("couldn't find key " + key + " in " + where);
        }
        return value;
    }

    private Map<String, String> configMap(String name, boolean optional) {
        Optional<Map<String, String>> data =
                configMaps.computeIfAbsent(name, each -> Optional.ofNullable(api.configMap(namespace(), each)));
        return present(data, optional, "configmap \"" + name + "\" not found");
    }

    private Map<String, String> secret(String name, boolean optional) {
        Optional<Map<String, String>> data =
                secrets.computeIfAbsent(name, each -> Optional.ofNullable(api.secret(namespace(), each)));
        return present(data, optional, "secret \"" + name + "\" not found");
    }

    private static Map<String, String> present(Optional<Map<String, String>> data, boolean optional, String missing) {
        if (data.isEmpty() && !optional) {
            throw new MissingException(missing);
        }
        return data.orElse(Map.of());
    }

    private String namespace() {
        return pod.getMetadata().getNamespace();
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
