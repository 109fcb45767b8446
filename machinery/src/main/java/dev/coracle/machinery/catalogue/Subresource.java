package dev.coracle.machinery.catalogue;

import dev.coracle.machinery.schema.GroupVersionKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Something served below an object, as discovery describes it.
 *
 * @param kind what it takes and gives; the resource's own kind for status
 * @param verbs in discovery's words, sorted
 */
public record Subresource(String name, GroupVersionKind kind, List<String> verbs) {
    private static final Set<String> CONNECTIONS = Set.of("attach", "exec", "portforward", "proxy");

    public Subresource {
        verbs = List.copyOf(verbs);
    }

    /**
     * The subresource of that name below a resource.
     *
     * @param kind the resource's kind in the version asked for
     * @return empty when there is no such subresource in Kubernetes
     */
    public static Optional<Subresource> of(String name, GroupVersionKind kind) {
        return Optional.ofNullable(
                switch (name) {
                    case "status" -> new Subresource(name, kind, List.of("get", "patch", "update"));
                    case "scale" ->
                        new Subresource(
                                name,
                                new GroupVersionKind("autoscaling", "v1", "Scale"),
                                List.of("get", "patch", "update"));
                    case "finalize" -> new Subresource(name, kind, List.of("update"));
                    case "log" -> new Subresource(name, kind, List.of("get"));
                    case "binding" ->
                        new Subresource(name, new GroupVersionKind("", "v1", "Binding"), List.of("create"));
                    case "ephemeralcontainers", "resize", "approval" ->
                        new Subresource(name, kind, List.of("get", "patch", "update"));
                    case "token" ->
                        new Subresource(
                                name,
                                new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"),
                                List.of("create"));
                    case "eviction" ->
                        new Subresource(name, new GroupVersionKind("policy", "v1", "Eviction"), List.of("create"));
                    case "exec", "attach" ->
                        new Subresource(name, options(kind, capital(name)), List.of("create", "get"));
                    case "portforward" -> new Subresource(name, options(kind, "PortForward"), List.of("create", "get"));
                    case "proxy" ->
                        new Subresource(
                                name, options(kind, "Proxy"), List.of("create", "delete", "get", "patch", "update"));
                    default -> null;
                });
    }

    /** Whether it connects the client with something else: what goes over the connection is no object. */
    public boolean isConnection() {
        return CONNECTIONS.contains(name);
    }

    /** What a connection is asked for with: {@code PodExecOptions}. */
    private static GroupVersionKind options(GroupVersionKind kind, String what) {
        return new GroupVersionKind(kind.group(), kind.version(), kind.kind() + what + "Options");
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
