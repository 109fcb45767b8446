package dev.coracle.apiserver.kinds.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Names;
import java.util.Map;

/** ConfigMaps: keys, size, immutability. */
final class ConfigMapStrategy implements Strategy {
    private static final Path DATA = Path.of("data");
    private static final Path BINARY_DATA = Path.of("binaryData");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Data", "string", "@core.v1.ConfigMap.data", ConfigMapStrategy::keys),
            Columns.AGED);

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        JsonNode data = Tree.get(object, "data");
        JsonNode binary = Tree.get(object, "binaryData");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(data)) {
            String key = entry.getKey();
            Names.dataKey(key, DATA.key(key), errors);
            if (binary.has(key)) {
                errors.invalid(DATA.key(key), key, "duplicate of key present in binaryData");
            }
        }
        for (Map.Entry<String, JsonNode> entry : Tree.entries(binary)) {
            Names.dataKey(entry.getKey(), BINARY_DATA.key(entry.getKey()), errors);
        }
        if (DataSize.ofText(data) + DataSize.ofBase64(binary) > DataSize.MAX) {
            errors.tooLong(Path.of(""), DataSize.MAX);
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Immutability.validate(object, old, errors, "data", "binaryData");
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
