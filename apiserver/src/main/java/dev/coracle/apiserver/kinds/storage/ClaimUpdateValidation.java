package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.QualifiedNames;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.SpecDiff;
import java.util.List;
import java.util.Map;

/** What of a claim may change: its volume's name once, its class from none to one, and when bound its size. */
final class ClaimUpdateValidation {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final Path STORAGE = Path.of("spec", "resources", "requests", "storage");
    private static final Path ATTRIBUTES = Path.of("spec", "volumeAttributesClassName");
    private static final List<String> RESIZES = List.of(
            "ControllerResizeInProgress",
            "ControllerResizeInfeasible",
            "NodeResizeInProgress",
            "NodeResizeInfeasible",
            "NodeResizePending");

    private ClaimUpdateValidation() {}

    static void validate(ObjectNode claim, ObjectNode old, FieldErrors errors) {
        ObjectNode spec = Tree.createObject(claim, "spec").deepCopy();
        ObjectNode before = Tree.spec(old).deepCopy();
        if (Tree.isEmpty(before, "volumeName")) {
            copy(spec, before, "volumeName");
        }
        storageClass(claim, old, spec, errors);
        boolean bound = Tree.text(Tree.status(claim), "phase").equals("Bound");
        if (bound && Tree.get(spec, "resources", "requests") instanceof ObjectNode requests) {
            copy(Tree.get(before, "resources", "requests"), requests, "storage");
        }
        if (bound) {
            copy(before, spec, "volumeAttributesClassName");
        }
        if (!ClaimSpecs.same(spec, before)) {
            errors.forbidden(
                    Path.of("spec"),
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound"
                            + " claims\n" + SpecDiff.of("PersistentVolumeClaimSpec", before, spec));
        }
        Quantity size = storage(Tree.spec(claim));
        if (size.compareTo(storage(Tree.spec(old))) < 0
                && size.compareTo(Quantity.of(Tree.get(Tree.status(old), "capacity", "storage"))) <= 0) {
            errors.forbidden(STORAGE, "field can not be less than status.capacity");
        }
        ObjectMetaValidation.immutable(
                Tree.get(Tree.spec(claim), "volumeMode"),
                Tree.get(Tree.spec(old), "volumeMode"),
                Path.of("volumeMode"),
                errors);
        attributesClass(Tree.spec(claim), Tree.spec(old), Tree.status(old), errors);
    }

    private static Quantity storage(JsonNode spec) {
        return Quantity.of(Tree.get(spec, "resources", "requests", "storage"));
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        if (Tree.has(from, field)) {
            to.set(field, from.get(field));
        } else {
            to.remove(field);
        }
    }

    private static void storageClass(ObjectNode claim, ObjectNode old, ObjectNode spec, FieldErrors errors) {
        JsonNode annotations = Tree.get(Tree.metadata(claim), "annotations");
        JsonNode before = Tree.get(Tree.metadata(old), "annotations");
        boolean hadNone = !Tree.has(Tree.spec(old), "storageClassName");
        boolean hasOne = Tree.has(spec, "storageClassName");
        boolean annotated = before.has(CLASS_ANNOTATION);
        boolean sameAsAnnotation =
                annotated && Tree.text(before, CLASS_ANNOTATION).equals(Tree.text(spec, "storageClassName"));
        boolean keeps = !annotations.has(CLASS_ANNOTATION)
                || Tree.text(annotations, CLASS_ANNOTATION).equals(Tree.text(before, CLASS_ANNOTATION));
        if (hadNone && hasOne && sameAsAnnotation && keeps) {
            spec.remove("storageClassName");
            return;
        }
        String now = Tree.text(annotations, CLASS_ANNOTATION);
        if (!now.equals(Tree.text(before, CLASS_ANNOTATION))) {
            errors.invalid(Path.of("metadata", "annotations", CLASS_ANNOTATION), now, ObjectMetaValidation.IMMUTABLE);
        }
        if (hadNone && hasOne && (!annotated || sameAsAnnotation)) {
            spec.remove("storageClassName");
        }
    }

    private static void attributesClass(JsonNode spec, JsonNode before, JsonNode status, FieldErrors errors) {
        boolean changed =
                !Tree.same(Tree.get(spec, "volumeAttributesClassName"), Tree.get(before, "volumeAttributesClassName"));
        if (!changed || !Tree.has(status, "currentVolumeAttributesClassName")) {
            return;
        }
        if (!Tree.has(spec, "volumeAttributesClassName")) {
            errors.forbidden(
                    ATTRIBUTES, "update to nil is forbidden when status.currentVolumeAttributesClassName is not nil");
        } else if (Tree.isEmpty(spec, "volumeAttributesClassName")) {
            errors.forbidden(
                    ATTRIBUTES,
                    "update to empty string is forbidden when status.currentVolumeAttributesClassName is not nil");
        }
    }

    static void status(ObjectNode claim, FieldErrors errors) {
        JsonNode status = Tree.status(claim);
        amounts(Tree.get(status, "capacity"), Path.of("status", "capacity"), errors);
        Path resizes = Path.of("status", "allocatedResourceStatuses");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(status, "allocatedResourceStatuses"))) {
            resourceKey(entry.getKey(), resizes, errors);
            if (!RESIZES.contains(entry.getValue().asText())) {
                errors.notSupported(resizes, entry.getKey(), RESIZES);
            }
        }
        JsonNode allocated = Tree.get(status, "allocatedResources");
        Path path = Path.of("status", "allocatedResources");
        Tree.entries(allocated).forEach(entry -> resourceKey(entry.getKey(), path, errors));
        amounts(allocated, path, errors);
    }

    private static void amounts(JsonNode amounts, Path path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(amounts)) {
            Quantity amount = Quantity.of(entry.getValue());
            if (amount.signum() < 0) {
                errors.invalid(path.key(entry.getKey()), amount.longValue(), "must be a valid resource quantity");
            }
        }
    }

    private static void resourceKey(String key, Path path, FieldErrors errors) {
        List<String> wrong = QualifiedNames.key(key);
        wrong.forEach(message -> errors.invalid(path, key, message));
        boolean isNative = key.indexOf('/') < 0 || key.contains("kubernetes.io/");
        if (wrong.isEmpty() && isNative && !key.equals("storage")) {
            errors.notSupported(path, key, List.of("storage"));
        }
    }
}
