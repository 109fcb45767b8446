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
    ObjectMeta get(Target target) {
        GenericKubernetesResource found = resource(target).get();
        return found == null
                        || !target.coordinates()
                                .uid()
                                .equals(found.getMetadata().getUid())
                ? null
                : found.getMetadata();
    }

    private Resource<GenericKubernetesResource> resource(Target target) {
        Coordinates at = target.coordinates();
        var resources = client.genericKubernetesResources(target.kind().context());
        return at.isNamespaced()
                ? resources.inNamespace(at.namespace()).withName(at.name())
                : resources.withName(at.name());
    }

    /** Deletes exactly the version that was judged. */
    void delete(Target target, ObjectMeta judged, DeletionPropagation policy) {
        try {
            client.raw(
                    target.kind()
                            .path(
                                    target.coordinates().namespace(),
                                    target.coordinates().name()),
                    "DELETE",
                    new DeleteOptionsBuilder()
                            .withApiVersion("v1")
                            .withKind("DeleteOptions")
                            .withPropagationPolicy(policy.toString())
                            .withNewPreconditions(judged.getResourceVersion(), judged.getUid())
                            .build());
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNotFound(e)) {
                throw e;
            }
        }
    }

    void removeFinalizer(Target target, ObjectMeta read, String finalizer) {
        patch(
                target,
                read,
                "finalizers",
                read.getFinalizers().stream().filter(f -> !f.equals(finalizer)).toList());
    }

    /** A merge patch of one metadata list, refused by the server if the object has changed since it was read. */
    void patch(Target target, ObjectMeta read, String field, List<?> value) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("uid", read.getUid());
        metadata.put("resourceVersion", read.getResourceVersion());
        metadata.put(field, value);
        try {
            resource(target).patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNotFound(e)) {
                throw e;
            }
        }
    }
}
