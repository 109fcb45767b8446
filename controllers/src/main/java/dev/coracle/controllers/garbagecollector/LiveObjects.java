package dev.coracle.controllers.garbagecollector;

import dev.coracle.controllers.core.ApiErrors;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and changes objects on the server, each addressed by uid: a successor of the same name is never touched. */
final class LiveObjects {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    LiveObjects(KubernetesClient client) {
        this.client = client;
    }

    /** Null if it does not exist, or only another one of that name does. */
    @Nullable
    ObjectMeta get(Identity identity) {
        GenericKubernetesResource found = resource(identity).get();
        return found == null || !identity.uid().equals(found.getMetadata().getUid()) ? null : found.getMetadata();
    }

    private Resource<GenericKubernetesResource> resource(Identity identity) {
        var resources = client.genericKubernetesResources(identity.kind().context());
        return identity.kind().namespaced()
                ? resources.inNamespace(identity.namespace()).withName(identity.name())
                : resources.withName(identity.name());
    }

    /** Deletes exactly the version that was judged. */
    void delete(Identity identity, ObjectMeta judged, DeletionPropagation policy) {
        try {
            client.raw(
                    identity.kind().path(identity.namespace(), identity.name()),
                    "DELETE",
                    new DeleteOptionsBuilder()
                            .withApiVersion("v1")
                            .withKind("DeleteOptions")
                            .withPropagationPolicy(policy.toString())
                            .withNewPreconditions(judged.getResourceVersion(), identity.uid())
                            .build());
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNotFound(e)) {
                throw e;
            }
        }
    }

    void removeFinalizer(Identity identity, ObjectMeta read, String finalizer) {
        patch(
                identity,
                read,
                "finalizers",
                read.getFinalizers().stream().filter(f -> !f.equals(finalizer)).toList());
    }

    /** A merge patch of one metadata list, refused by the server if the object has changed since it was read. */
    void patch(Identity identity, ObjectMeta read, String field, List<?> value) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("uid", identity.uid());
        metadata.put("resourceVersion", read.getResourceVersion());
        metadata.put(field, value);
        try {
            resource(identity).patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNotFound(e)) {
                throw e;
            }
        }
    }
}
