package dev.coracle.controllers.volumeprotection;

import dev.coracle.controllers.core.ApiErrors;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Puts one finalizer on objects and takes it off again, on the condition that they are as they were read. */
record Finalizers(KubernetesClient client, String finalizer) {
    boolean isOn(HasMetadata object) {
        return object.getMetadata().getFinalizers().contains(finalizer);
    }

    void add(HasMetadata object) {
        HasMetadata changed = client.getKubernetesSerialization().clone(object);
        changed.setMetadata(new ObjectMetaBuilder(object.getMetadata())
                .addToFinalizers(finalizer)
                .build());
        update(changed);
    }

    void remove(HasMetadata object) {
        HasMetadata changed = client.getKubernetesSerialization().clone(object);
        changed.setMetadata(new ObjectMetaBuilder(object.getMetadata())
                .removeFromFinalizers(finalizer)
                .build());
        update(changed);
    }

    private void update(HasMetadata changed) {
        try {
            client.resource(changed).update();
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isNotFound(e)) {
                throw e;
            }
        }
    }
}
