package dev.coracle.controllers;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which kinds the server has, by what its discovery says. Each group version is asked for once. Confined to one thread. */
final class ServedKinds {
    private final Function<String, @Nullable APIResourceList> discovery;
    private final Map<String, Set<String>> resources = new HashMap<>();

    /** @param discovery the resources of a group version; null when there is no such version */
    ServedKinds(Function<String, @Nullable APIResourceList> discovery) {
        this.discovery = discovery;
    }

    /** @throws KubernetesClientException when the server cannot be asked */
    boolean serves(Class<? extends HasMetadata> kind) {
        return resources
                .computeIfAbsent(HasMetadata.getApiVersion(kind), this::ask)
                .contains(HasMetadata.getPlural(kind));
    }

    private Set<String> ask(String groupVersion) {
        APIResourceList list = discovery.apply(groupVersion);
        return list == null
                ? Set.of()
                : list.getResources().stream().map(APIResource::getName).collect(Collectors.toUnmodifiableSet());
    }
}
