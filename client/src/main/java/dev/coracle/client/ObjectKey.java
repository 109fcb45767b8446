package dev.coracle.client;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Names one object of a known kind; the namespace of a cluster-scoped object is empty. */
public record ObjectKey(String namespace, String name) {
    public static ObjectKey of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    /** {@code namespace/name}, or {@code name} when there is no namespace: the key of client-go's caches. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
