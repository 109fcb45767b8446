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
import dev.coracle.machinery.validation.NodeLabels;
import dev.coracle.machinery.validation.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** PersistentVolumes: what is behind one never changes. */
final class PersistentVolumeStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.textOr("0", "Capacity", "@core.v1.PersistentVolumeSpec.capacity", "spec.capacity.storage"),
            Columns.cell(
                    "Access Modes",
                    "string",
                    "@core.v1.PersistentVolumeSpec.accessModes",
                    object -> VolumeTexts.accessModes(Tree.spec(object))),
            Columns.text(
                    "Reclaim Policy",
                    "@core.v1.PersistentVolumeSpec.persistentVolumeReclaimPolicy",
                    "spec.persistentVolumeReclaimPolicy"),
            Columns.cell("Status", "string", "@core.v1.PersistentVolumeStatus.phase", VolumeTexts::phase),
            Columns.cell("Claim", "string", "@core.v1.PersistentVolumeSpec.claimRef", PersistentVolumeStrategy::claim),
            Columns.cell("StorageClass", "string", "StorageClass of the pv", VolumeTexts::storageClass),
            Columns.textOr(
                    Columns.UNSET,
                    "VolumeAttributesClass",
                    "VolumeAttributesClass of the pv",
                    "spec.volumeAttributesClassName"),
            Columns.text("Reason", "@core.v1.PersistentVolumeStatus.reason", "status.reason"),
            Columns.AGED,
            Columns.textOr(Columns.UNSET, "VolumeMode", "@core.v1.PersistentVolumeSpec.volumeMode", "spec.volumeMode")
                    .wide());
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE = Map.of("name", Tree::name);
    private static final String[][] DEPRECATED_ANNOTATIONS = {
        {"volume.beta.kubernetes.io/storage-class", "deprecated since v1.8; use \"storageClassName\" attribute instead"
        },
        {"volume.beta.kubernetes.io/mount-options", "deprecated since v1.31; use \"mountOptions\" attribute instead"}
    };
    private static final String[][] DEPRECATED_SOURCES = {
        {"cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"},
        {"photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"},
        {"scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"},
        {"storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"},
        {"glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"},
        {"rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"}
    };

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        Tree.setDefault(spec, "persistentVolumeReclaimPolicy", "Retain");
        Tree.setDefault(spec, "volumeMode", "Filesystem");
        Quantity.canonicalize(spec.path("capacity"));
        SourceDefaults.set(spec);
        Tree.setDefault(Tree.createObject(object, "status"), "phase", "Pending");
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        object.putObject("status")
                .put("phase", "Pending")
                .put("lastPhaseTransitionTime", context.now().toString());
    }

    @Override
    public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        ObjectNode status = Tree.createObject(object, "status");
        String field = "lastPhaseTransitionTime";
        JsonNode before = Tree.get(Tree.status(old), field);
        boolean moved = !Tree.text(status, "phase").equals(Tree.text(Tree.status(old), "phase"));
        if (!moved && !Tree.has(status, field) && !before.isMissingNode()) {
            status.set(field, before);
        } else if (moved && (!Tree.has(status, field) || Tree.same(status.get(field), before))) {
            status.put(field, context.now().toString());
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        PersistentVolumeValidation.validate(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        PersistentVolumeValidation.validate(object, errors);
        PersistentVolumeValidation.update(object, old, errors);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> warnings = new ArrayList<>(0);
        JsonNode annotations = Tree.get(Tree.metadata(object), "annotations");
        JsonNode spec = Tree.spec(object);
        for (String[] deprecated : DEPRECATED_ANNOTATIONS) {
            if (annotations.has(deprecated[0])) {
                warnings.add("metadata.annotations[" + deprecated[0] + "]: " + deprecated[1]);
            }
        }
        if (Tree.text(spec, "persistentVolumeReclaimPolicy").equals("Recycle")) {
            warnings.add("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the"
                    + " recommended approach is to use dynamic provisioning.");
        }
        Field affinity = Field.spec(object, new FieldErrors()).at("nodeAffinity", "required");
        for (Field term : affinity.each("nodeSelectorTerms")) {
            NodeLabels.warnings(term, false, warnings);
        }
        for (String[] deprecated : DEPRECATED_SOURCES) {
            if (Tree.has(spec, deprecated[0])) {
                warnings.add("spec." + deprecated[1] + ": " + deprecated[2]);
            }
        }
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

    private static String claim(ObjectNode volume) {
        JsonNode claim = Tree.get(Tree.spec(volume), "claimRef");
        return claim.isMissingNode() ? "" : Tree.text(claim, "namespace") + "/" + Tree.text(claim, "name");
    }
}
