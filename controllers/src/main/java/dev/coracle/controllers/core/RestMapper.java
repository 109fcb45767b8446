package dev.coracle.controllers.core;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which resource a version and kind stand for, in every version the server has, as its discovery tells. Each version is asked for
 * once, also when there is no such version, until {@link #reset}. Safe for use from any thread.
 */
public final class RestMapper {
    private final Function<String, @Nullable APIResourceList> discovery;
    private final Map<String, Map<String, ApiKind>> byVersion = new ConcurrentHashMap<>();

    /** @param discovery the resources of a group version; null when there is no such version */
    public RestMapper(Function<String, @Nullable APIResourceList> discovery) {
        this.discovery = discovery;
    }

    /**
     * Empty if the server has no such kind in that version.
     *
     * @throws KubernetesClientException when the server cannot be asked
     */
    public Optional<ApiKind> kind(String apiVersion, String kind) {
        Map<String, ApiKind> known = byVersion.get(apiVersion);
        if (known == null) {
            known = Discovery.kinds(apiVersion, discovery.apply(apiVersion));
            byVersion.put(apiVersion, known);
        }
        return Optional.ofNullable(known.get(kind));
    }

    /** The server may have other kinds by now. */
    public void reset() {
        byVersion.clear();
    }
}
