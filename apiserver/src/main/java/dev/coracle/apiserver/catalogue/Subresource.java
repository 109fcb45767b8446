package dev.coracle.apiserver.catalogue;

import dev.coracle.apiserver.resource.GroupVersionKind;
import java.util.List;
import java.util.Optional;

/**
 * Something served below an object, as discovery describes it.
 *
 * @param kind what it takes and gives; the resource's own kind for status
 * @param verbs in discovery's words, sorted
 */
public record Subresource(String name, GroupVersionKind kind, List<String> verbs) {
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
                    default -> null;
                });
    }
}
