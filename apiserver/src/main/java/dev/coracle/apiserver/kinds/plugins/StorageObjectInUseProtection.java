package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** New storage begins with a finalizer, which a controller takes off when nobody uses the object. */
final class StorageObjectInUseProtection implements AdmissionPlugin {
    private static final Map<GroupResource, String> FINALIZERS = Map.of(
            new GroupResource("", "persistentvolumeclaims"), "kubernetes.io/pvc-protection",
            new GroupResource("", "persistentvolumes"), "kubernetes.io/pv-protection",
            new GroupResource("storage.k8s.io", "volumeattributesclasses"), "kubernetes.io/vac-protection");

    @Override
    public String name() {
        return "StorageObjectInUseProtection";
    }

    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        return operation == AdmissionOperation.CREATE && FINALIZERS.containsKey(resource.storage());
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        String finalizer = FINALIZERS.get(attributes.context().resource().storage());
        ArrayNode finalizers = Tree.createList(Tree.createObject(attributes.object(), "metadata"), "finalizers");
        for (JsonNode there : finalizers) {
            if (there.asText().equals(finalizer)) {
                return InTurn.DONE;
            }
        }
        finalizers.add(finalizer);
        return InTurn.DONE;
    }
}
