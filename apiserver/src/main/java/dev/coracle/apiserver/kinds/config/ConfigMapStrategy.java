package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;

/** ConfigMaps: keys, size, immutability. */
final class ConfigMapStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Data", "string", "@core.v1.ConfigMap.data", ConfigMapStrategy::keys),
            Columns.AGED);

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Field data = Field.of(object, "data", errors);
        Field binary = Field.of(object, "binaryData", errors);
        for (Field value : data.entries()) {
            DataSize.key(value);
            if (binary.has(value.name())) {
                value.invalid(value.name(), "duplicate of key present in binaryData");
            }
        }
        binary.entries().forEach(DataSize::key);
        if (DataSize.ofText(data.node()) + DataSize.ofBase64(binary.node()) > DataSize.MAX) {
            errors.tooLong(Path.of(""), DataSize.MAX);
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Immutability.validate(Field.of(object, errors), old, "data", "binaryData");
        validate(context, object, errors);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static Integer keys(ObjectNode object) {
        return Tree.get(object, "data").size() + Tree.get(object, "binaryData").size();
    }
}
