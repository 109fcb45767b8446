package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** PersistentVolumeClaims: a wish for storage that, once granted, may only grow. */
final class PersistentVolumeClaimStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Status", "string", "@core.v1.PersistentVolumeClaimStatus.phase", VolumeTexts::phase),
            Columns.text("Volume", "@core.v1.PersistentVolumeClaimSpec.volumeName", "spec.volumeName"),
            Columns.cell(
                    "Capacity",
                    "string",
                    "@core.v1.PersistentVolumeClaimStatus.capacity",
                    PersistentVolumeClaimStrategy::capacity),
            Columns.cell(
                    "Access Modes",
                    "string",
                    "@core.v1.PersistentVolumeClaimStatus.accessModes",
                    claim -> isBound(claim) ? VolumeTexts.accessModes(Tree.status(claim)) : ""),
            Columns.cell("StorageClass", "string", "StorageClass of the pvc", VolumeTexts::storageClass),
            Columns.textOr(
                    Columns.UNSET,
                    "VolumeAttributesClass",
                    "VolumeAttributesClass of the pvc",
                    "spec.volumeAttributesClassName"),
            Columns.AGED,
            Columns.textOr(
                            Columns.UNSET,
                            "VolumeMode",
                            "@core.v1.PersistentVolumeClaimSpec.volumeMode",
                            "spec.volumeMode")
                    .wide());
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE = Map.of("name", Tree::name);

    @Override
    public void setDefaults(ObjectNode object) {
        ClaimSpecs.setDefaults(Tree.createObject(object, "spec"));
        Tree.setDefault(Tree.createObject(object, "status"), "phase", "Pending");
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        object.putObject("status").put("phase", "Pending");
        dataSources(Tree.createObject(object, "spec"), false);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        JsonNode before = Tree.spec(old);
        dataSources(
                Tree.createObject(object, "spec"), Tree.has(before, "dataSource") || Tree.has(before, "dataSourceRef"));
    }

    /** The older field and the newer one say the same where they can; a reference to other namespaces is dropped. */
    private static void dataSources(ObjectNode spec, boolean inUse) {
        if (!inUse && !Tree.isEmpty(Tree.get(spec, "dataSourceRef"), "namespace")) {
            spec.remove("dataSourceRef");
        }
        JsonNode source = Tree.get(spec, "dataSource");
        JsonNode reference = Tree.get(spec, "dataSourceRef");
        if (!inUse && reference.isMissingNode() && !isVolumeOrSnapshot(source)) {
            spec.remove("dataSource");
            source = Tree.get(spec, "dataSource");
        }
        if (reference.isMissingNode() && !source.isMissingNode()) {
            spec.set("dataSourceRef", source.deepCopy());
        } else if (source.isMissingNode() && !reference.isMissingNode() && Tree.isEmpty(reference, "namespace")) {
            ObjectNode copy = reference.deepCopy();
            copy.remove("namespace");
            spec.set("dataSource", copy);
        }
    }

    private static boolean isVolumeOrSnapshot(JsonNode source) {
        String group = Tree.text(source, "apiGroup");
        return switch (Tree.text(source, "kind")) {
            case "PersistentVolumeClaim" -> group.isEmpty();
            case "VolumeSnapshot" -> group.equals("snapshot.storage.k8s.io");
            default -> false;
        };
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        ClaimSpecs.validate(Field.spec(object, errors));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        ClaimSpecs.validate(Field.spec(object, errors));
        ClaimUpdateValidation.validate(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        ClaimUpdateValidation.status(object, errors);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> warnings = new ArrayList<>(0);
        if (Tree.get(Tree.metadata(object), "annotations").has(CLASS_ANNOTATION)) {
            warnings.add("metadata.annotations[" + CLASS_ANNOTATION
                    + "]: deprecated since v1.8; use \"storageClassName\" attribute instead");
        }
        warnings.addAll(ClaimSpecs.warnings(Tree.spec(object), "spec"));
        return warnings;
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static boolean isBound(ObjectNode claim) {
        return !Tree.isEmpty(Tree.spec(claim), "volumeName");
    }

    private static String capacity(ObjectNode claim) {
        JsonNode amount = Tree.get(Tree.status(claim), "capacity", "storage");
        return isBound(claim) ? amount.asText("0") : "";
    }
}
