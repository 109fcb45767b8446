package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.kinds.storage.DefaultClass;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.machinery.schema.GroupResource;
import dev.coracle.machinery.tree.Tree;
import java.util.concurrent.CompletableFuture;

/** A claim that names no class gets the default one, if there is one. */
final class DefaultStorageClass implements AdmissionPlugin {
    static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    static final GroupResource CLASSES = new GroupResource("storage.k8s.io", "storageclasses");
    static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    @Override
    public String name() {
        return "DefaultStorageClass";
    }

    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        return operation == AdmissionOperation.CREATE && resource.storage().equals(CLAIMS);
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        ObjectNode claim = attributes.object();
        ObjectNode spec = Tree.createObject(claim, "spec");
        if (!Tree.has(spec, "storageClassName")
                && !Tree.get(Tree.metadata(claim), "annotations").has(CLASS_ANNOTATION)) {
            DefaultClass.of(
                            attributes.context().list(CLASSES, ""),
                            "storageclass.kubernetes.io/is-default-class",
                            "storageclass.beta.kubernetes.io/is-default-class")
                    .ifPresent(found -> spec.put("storageClassName", Tree.name(found)));
        }
        return InTurn.DONE;
    }
}
