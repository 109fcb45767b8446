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

/** An ingress that names no class gets the default one, if there is one. */
final class DefaultIngressClass implements AdmissionPlugin {
    private static final GroupResource INGRESSES = new GroupResource("networking.k8s.io", "ingresses");
    private static final GroupResource CLASSES = new GroupResource("networking.k8s.io", "ingressclasses");
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

    @Override
    public String name() {
        return "DefaultIngressClass";
    }

    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        return operation == AdmissionOperation.CREATE && resource.storage().equals(INGRESSES);
    }

    @Override
    public CompletableFuture<Void> mutate(AdmissionAttributes attributes) {
        ObjectNode ingress = attributes.object();
        ObjectNode spec = Tree.createObject(ingress, "spec");
        if (!Tree.has(spec, "ingressClassName")
                && !Tree.has(Tree.get(Tree.metadata(ingress), "annotations"), CLASS_ANNOTATION)) {
            DefaultClass.of(attributes.context().list(CLASSES, ""), "ingressclass.kubernetes.io/is-default-class")
                    .ifPresent(found -> spec.put("ingressClassName", Tree.name(found)));
        }
        return InTurn.DONE;
    }
}
