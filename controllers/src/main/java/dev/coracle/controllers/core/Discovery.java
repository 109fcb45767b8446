package dev.coracle.controllers.core;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks the API server which kinds it serves, each in its group's preferred version. */
public final class Discovery {
    private final KubernetesClient client;

    public Discovery(KubernetesClient client) {
        this.client = client;
    }

    /** What was found, and which group versions could not be asked, with the reason. */
    public record Result(List<ApiKind> kinds, Map<String, String> failures) {
        public Result {
            kinds = List.copyOf(kinds);
            failures = Map.copyOf(failures);
        }
    }

    public Result discover() {
        List<ApiKind> kinds = new ArrayList<>();
        Map<String, String> failures = new TreeMap<>();
        addKinds("v1", kinds, failures);
        APIGroupList groups = client.getApiGroups();
        if (groups == null) {
            failures.put("/apis", "the server could not find the requested resource");
        } else {
            for (APIGroup group : groups.getGroups()) {
                addKinds(group.getPreferredVersion().getGroupVersion(), kinds, failures);
            }
        }
        return new Result(kinds, failures);
    }

    private void addKinds(String groupVersion, List<ApiKind> kinds, Map<String, String> failures) {
        try {
            kinds.addAll(
                    kinds(groupVersion, client.getApiResources(groupVersion)).values());
        } catch (KubernetesClientException e) {
            failures.put(groupVersion, ApiErrors.describe(e));
        }
    }

    /** The kinds of a group version by name, without subresources; the first that has a name counts. */
    static Map<String, ApiKind> kinds(String groupVersion, @Nullable APIResourceList resources) {
        Map<String, ApiKind> kinds = new LinkedHashMap<>();
        if (resources != null) {
            resources.getResources().stream()
                    .filter(resource -> !resource.getName().contains("/"))
                    .forEach(resource -> kinds.putIfAbsent(resource.getKind(), kind(groupVersion, resource)));
        }
        return kinds;
    }

    private static ApiKind kind(String groupVersion, APIResource resource) {
        int slash = groupVersion.indexOf('/');
        return new ApiKind(
                slash < 0 ? "" : groupVersion.substring(0, slash),
                groupVersion.substring(slash + 1),
                resource.getKind(),
                resource.getName(),
                Boolean.TRUE.equals(resource.getNamespaced()),
                Set.copyOf(resource.getVerbs()));
    }
}
