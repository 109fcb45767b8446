package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;

/** Storage classes: who makes a volume, and how; nearly nothing of one ever changes. */
final class StorageClassStrategy implements Strategy {
    private static final String DEFAULT_ANNOTATION = "storageclass.kubernetes.io/is-default-class";
    private static final String BETA_ANNOTATION = "storageclass.beta.kubernetes.io/is-default-class";
    private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Retain");
    private static final List<String> BINDING_MODES = List.of("Immediate", "WaitForFirstConsumer");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.nameOrDefault(DEFAULT_ANNOTATION, BETA_ANNOTATION),
            Columns.text("Provisioner", "@storage.v1.StorageClass.provisioner", "provisioner"),
            Columns.textOr("Delete", "ReclaimPolicy", "@storage.v1.StorageClass.reclaimPolicy", "reclaimPolicy"),
            Columns.textOr(
                    "Immediate",
                    "VolumeBindingMode",
                    "@storage.v1.StorageClass.volumeBindingMode",
                    "volumeBindingMode"),
            Columns.cell(
                    "AllowVolumeExpansion",
                    "string",
                    "@storage.v1.StorageClass.allowVolumeExpansion",
                    object -> Tree.flag(object, "allowVolumeExpansion")),
            Columns.AGED);

    @Override
    public void setDefaults(ObjectNode object) {
        Tree.setDefault(object, "reclaimPolicy", "Delete");
        Tree.setDefault(object, "volumeBindingMode", "Immediate");
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        ClassValidation.provisioner(Field.of(object, "provisioner", errors));
        ClassValidation.parameters(Field.of(object, "parameters", errors), true);
        Field reclaim = Field.of(object, "reclaimPolicy", errors);
        if (!reclaim.isEmpty()) {
            reclaim.oneOf(RECLAIM_POLICIES);
        }
        Field.of(object, "volumeBindingMode", errors).oneOf(BINDING_MODES);
        ClassValidation.topologies(Field.of(object, "allowedTopologies", errors));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        for (String field : new String[] {"parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"}) {
            Field.of(object, field, errors).unchanged(Field.of(old, field, errors));
        }
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
