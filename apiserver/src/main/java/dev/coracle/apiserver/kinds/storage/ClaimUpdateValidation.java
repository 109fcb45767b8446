package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.QualifiedNames;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import dev.coracle.machinery.validation.SpecDiff;
import java.util.List;
import java.util.Map;

/** What of a claim may change: its volume's name once, its class from none to one, and when bound its size. */
final class ClaimUpdateValidation {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final List<String> RESIZES = List.of(
            "ControllerResizeInProgress",
            "ControllerResizeInfeasible",
            "NodeResizeInProgress",
            "NodeResizeInfeasible",
            "NodeResizePending");

    private ClaimUpdateValidation() {}

    static void validate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
        ObjectNode rest = Tree.createObject(claim, "spec").deepCopy();
        ObjectNode before = Tree.spec(old).deepCopy();
        if (Tree.isEmpty(before, "volumeName")) {
            Tree.copy(before, rest, "volumeName");
        }
        storageClass(claim, old, rest, errors);
        if (Tree.text(Tree.status(claim), "phase").equals("Bound")) {
            if (Tree.get(rest, "resources", "requests") instanceof ObjectNode requests) {
                Tree.copy(requests, Tree.get(before, "resources", "requests"), "storage");
            }
            Tree.copy(rest, before, "volumeAttributesClassName");
        }
        Field spec = Field.spec(claim, errors);
        if (!ClaimSpecs.same(rest, before)) {
            spec.forbidden(
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for"
                            + " bound claims\n" + SpecDiff.of("PersistentVolumeClaimSpec", before, rest));
        }
        Field size = spec.at("resources", "requests").at("storage");
        Quantity amount = Quantity.of(size.node());
        if (amount.compareTo(Quantity.of(Tree.get(Tree.spec(old), "resources", "requests", "storage"))) < 0
                && amount.compareTo(Quantity.of(Tree.get(Tree.status(old), "capacity", "storage"))) <= 0) {
            size.forbidden("field can not be less than status.capacity");
        }
        Field.of(spec.node(), "volumeMode", errors)
                .unchanged(Field.spec(old, errors).at("volumeMode"));
        attributesClass(spec.at("volumeAttributesClassName"), old);
    }

    private static void storageClass(ObjectNode claim, ObjectNode old, ObjectNode rest, FieldErrors errors) {
        Field now = Field.annotations(claim, errors).at(CLASS_ANNOTATION);
        Field before = Field.annotations(old, errors).at(CLASS_ANNOTATION);
        boolean named = !Tree.has(Tree.spec(old), "storageClassName") && Tree.has(rest, "storageClassName");
        boolean asAnnotated = before.isPresent() && before.text().equals(Tree.text(rest, "storageClassName"));
        if (named && asAnnotated && (!now.isPresent() || now.text().equals(before.text()))) {
            rest.remove("storageClassName");
            return;
        }
        if (!now.text().equals(before.text())) {
            now.invalid(now.text(), ObjectMetaValidation.IMMUTABLE);
        }
        if (named && (!before.isPresent() || asAnnotated)) {
            rest.remove("storageClassName");
        }
    }

    private static void attributesClass(Field name, ObjectNode old) {
        String rule = " is forbidden when status.currentVolumeAttributesClassName is not nil";
        boolean changed = !Tree.same(name.node(), Tree.get(Tree.spec(old), "volumeAttributesClassName"));
        if (changed && Tree.has(Tree.status(old), "currentVolumeAttributesClassName")) {
            if (!name.isPresent()) {
                name.forbidden("update to nil" + rule);
            } else if (name.isEmpty()) {
                name.forbidden("update to empty string" + rule);
            }
        }
    }

    static void status(ObjectNode claim, FieldErrors errors) {
        Field status = Field.status(claim, errors);
        amounts(status.at("capacity"));
        Field resizes = status.at("allocatedResourceStatuses");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(resizes.node())) {
            resourceKey(entry.getKey(), resizes);
            if (!RESIZES.contains(entry.getValue().asText())) {
                errors.notSupported(resizes.path(), entry.getKey(), RESIZES);
            }
        }
        Field allocated = status.at("allocatedResources");
        Tree.entries(allocated.node()).forEach(entry -> resourceKey(entry.getKey(), allocated));
        amounts(allocated);
    }

    private static void amounts(Field amounts) {
        for (Field entry : amounts.entries()) {
            Quantity amount = Quantity.of(entry.node());
            if (amount.signum() < 0) {
                entry.invalid(amount.longValue(), "must be a valid resource quantity");
            }
        }
    }

    private static void resourceKey(String key, Field at) {
        List<String> wrong = QualifiedNames.key(key);
        wrong.forEach(message -> at.invalid(key, message));
        if (wrong.isEmpty() && ResourceNames.isNative(key) && !key.equals("storage")) {
            at.errors().notSupported(at.path(), key, List.of("storage"));
        }
    }
}
