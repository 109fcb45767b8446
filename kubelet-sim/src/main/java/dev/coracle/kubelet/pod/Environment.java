package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out a container's environment. Confined to one call; looks each ConfigMap and Secret up once. */
final class Environment {
    private final PodApi api;
    private final Pod pod;
    private final String nodeName;
    private final String podIp;
    private final String hostIp;
    private final Map<String, String> variables = new LinkedHashMap<>();

    Environment(PodApi api, Pod pod, String podIp, String hostIp) {
        this.api = api;
        this.pod = pod;
        this.nodeName = String.valueOf(pod.getSpec().getNodeName());
        this.podIp = podIp;
        this.hostIp = hostIp;
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
     * @throws MissingException if something that is not optional is not there
     */
    Map<String, String> resolve(Container container) {
        String hostname = pod.getSpec().getHostname();
        variables.put(
                "HOSTNAME",
                hostname == null || hostname.isEmpty() ? pod.getMetadata().getName() : hostname);
        for (EnvFromSource source : container.getEnvFrom()) {
            addAll(source);
        }
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValueFrom() == null
                    ? expand(variable.getValue() == null ? "" : variable.getValue(), variables)
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
            Map<String, String> data =
                    configMap(name, isTrue(source.getConfigMapRef().getOptional()));
            data.forEach((key, value) -> variables.put(prefix + key, value));
        }
        if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            Map<String, String> data = secret(name, isTrue(source.getSecretRef().getOptional()));
            data.forEach((key, value) -> variables.put(prefix + key, value));
        }
    }

    private @Nullable String value(EnvVarSource source, Container container) {
        if (source.getFieldRef() != null) {
            return field(source.getFieldRef().getFieldPath());
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
            return resource(source.getResourceFieldRef().getResource(), container);
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
        Map<String, String> data = api.configMap(namespace(), name);
        return present(data, optional, "configmap \"" + name + "\" not found");
    }

    private Map<String, String> secret(String name, boolean optional) {
        Map<String, String> data = api.secret(namespace(), name);
        return present(data, optional, "secret \"" + name + "\" not found");
    }

    private static Map<String, String> present(@Nullable Map<String, String> data, boolean optional, String missing) {
        if (data != null) {
            return data;
        }
        if (optional) {
            return Map.of();
        }
        throw new MissingException(missing);
    }

    private String namespace() {
        return pod.getMetadata().getNamespace();
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private String field(String path) {
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> namespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.nodeName" -> nodeName;
            case "spec.serviceAccountName" -> String.valueOf(pod.getSpec().getServiceAccountName());
            case "status.podIP", "status.podIPs" -> podIp;
            case "status.hostIP", "status.hostIPs" -> hostIp;
            default -> subscript(path);
        };
    }

    private String subscript(String path) {
        int open = path.indexOf("['");
        int close = path.lastIndexOf("']");
        if (open > 0 && close > open) {
            String key = path.substring(open + 2, close);
            Map<String, String> map = path.startsWith("metadata.labels")
                    ? pod.getMetadata().getLabels()
                    : pod.getMetadata().getAnnotations();
            return map == null ? "" : map.getOrDefault(key, "");
        }
        throw new MissingException("unsupported fieldPath: " + path);
    }

    private static String resource(String name, Container container) {
        int dot = name.indexOf('.');
        String kind = dot < 0 ? name : name.substring(0, dot);
        String resource = dot < 0 ? "" : name.substring(dot + 1);
        if (container.getResources() == null) {
            return "0";
        }
        Map<String, Quantity> of = kind.equals("limits")
                ? container.getResources().getLimits()
                : container.getResources().getRequests();
        Quantity quantity = of == null ? null : of.get(resource);
        return quantity == null
                ? "0"
                : quantity.getNumericalAmount()
                        .setScale(0, java.math.RoundingMode.CEILING)
                        .toPlainString();
    }

    /** Replaces {@code $(NAME)} by what is known, and {@code $$} by {@code $}; the unknown stays as it is. */
    static String expand(String text, Map<String, String> known) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
            } else if (text.charAt(i + 1) == '$') {
                out.append('$');
                i++;
            } else {
                int close = text.indexOf(')', i);
                String value = text.charAt(i + 1) == '(' && close > 0 ? known.get(text.substring(i + 2, close)) : null;
                if (value == null) {
                    out.append(c);
                } else {
                    out.append(value);
                    i = close;
                }
            }
        }
        return out.toString();
    }
}
