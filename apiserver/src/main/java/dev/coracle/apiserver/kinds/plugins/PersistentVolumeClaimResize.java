package dev.coracle.apiserver.kinds.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.admission.AdmissionAttributes;
import dev.coracle.apiserver.admission.AdmissionOperation;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.InTurn;
import dev.coracle.apiserver.resource.Resource;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.errors.ApiException;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import java.util.concurrent.CompletableFuture;

/** Only a bound claim of a class that allows it may grow. */
final class PersistentVolumeClaimResize implements AdmissionPlugin {
    @Override
    public String name() {
        return "PersistentVolumeClaimResize";
    }

    @Override
    public boolean handles(AdmissionOperation operation, Resource resource, String subresource) {
        return operation == AdmissionOperation.UPDATE
                && subresource.isEmpty()
                && resource.storage().equals(DefaultStorageClass.CLAIMS);
    }

    @Override
    public CompletableFuture<Void> validate(AdmissionAttributes attributes) {
        ObjectNode old = attributes.old();
        if (old != null) {
            check(attributes.context(), attributes.object(), old);
        }
        return InTurn.DONE;
    }

    private static void check(WriteContext context, ObjectNode claim, ObjectNode old) {
        if (Quantity.of(wanted(claim)).compareTo(Quantity.of(wanted(old))) <= 0) {
            return;
        }
        String refusal = "";
        String storageClass = className(claim);
        if (!Tree.text(Tree.status(old), "phase").equals("Bound")) {
            refusal = "Only bound persistent volume claims can be expanded";
        } else if (storageClass.isEmpty()
                || !storageClass.equals(className(old))
                || context.find(DefaultStorageClass.CLASSES, "", storageClass)
                        .filter(found -> Tree.flag(found, "allowVolumeExpansion"))
                        .isEmpty()) {
            refusal =
                    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must"
                            + " support resize";
        }
        if (!refusal.isEmpty()) {
            throw ApiException.forbidden(context.resource().storage(), Tree.name(claim), refusal);
        }
    }

    private static JsonNode wanted(ObjectNode claim) {
        return Tree.get(Tree.spec(claim), "resources", "requests", "storage");
    }

    private static String className(ObjectNode claim) {
        JsonNode annotations = Tree.get(Tree.metadata(claim), "annotations");
        return Tree.has(annotations, DefaultStorageClass.CLASS_ANNOTATION)
                ? Tree.text(annotations, DefaultStorageClass.CLASS_ANNOTATION)
                : Tree.text(Tree.spec(claim), "storageClassName");
    }
}
