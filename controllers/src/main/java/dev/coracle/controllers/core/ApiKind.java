package dev.coracle.controllers.core;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Set;

/** One kind of object the API serves, as discovery tells it; the core group is the empty string. */
public record ApiKind(String group, String version, String kind, String plural, boolean namespaced, Set<String> verbs) {
    public ApiKind {
        verbs = Set.copyOf(verbs);
    }

    /** The kind a model class stands for; what can be done with it is not known then. */
    public static ApiKind of(Class<? extends HasMetadata> model) {
        return new ApiKind(
                HasMetadata.getGroup(model) == null ? "" : HasMetadata.getGroup(model),
                HasMetadata.getVersion(model),
                HasMetadata.getKind(model),
                HasMetadata.getPlural(model),
                Namespaced.class.isAssignableFrom(model),
                Set.of());
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Whether it is the same resource, whichever version and verbs. */
    public boolean isSameResource(ApiKind other) {
        return group.equals(other.group) && plural.equals(other.plural);
    }

    /** The collection's path; the namespace is left out for a cluster-scoped kind. */
    public String path(String namespace) {
        String root = (group.isEmpty() ? "/api/" : "/apis/") + apiVersion();
        return namespaced && !namespace.isEmpty()
                ? root + "/namespaces/" + namespace + "/" + plural
                : root + "/" + plural;
    }

    public String path(String namespace, String name) {
        return path(namespace) + "/" + name;
    }

    public ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }
}
