package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;

/** Volume attributes classes: parameters a driver can change on a volume in use. */
final class VolumeAttributesClassStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("DriverName", "@storage.v1.VolumeAttributesClass.driverName", "driverName"),
            Columns.AGED);

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        ClassValidation.provisioner(Field.of(object, "driverName", errors));
        ClassValidation.parameters(Field.of(object, "parameters", errors), false);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        for (String field : List.of("driverName", "parameters")) {
            if (!Tree.same(Tree.get(object, field), Tree.get(old, field))) {
                errors.forbidden(Path.of(field), "updates to " + field + " are forbidden.");
            }
        }
        validate(context, object, errors);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
