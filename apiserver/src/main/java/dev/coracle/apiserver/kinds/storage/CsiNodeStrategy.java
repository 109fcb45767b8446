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
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.ObjectMetaValidation;
import dev.coracle.machinery.validation.QualifiedNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** CSI nodes: the drivers a node has. */
final class CsiNodeStrategy implements Strategy {
    private static final int MAX_NODE_ID = 256;
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.count(
                    "Drivers", "Drivers indicates the number of CSI drivers registered on the node", "spec.drivers"),
            Columns.AGED);

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        for (Field driver : Field.spec(object, errors).each("drivers")) {
            ClassValidation.driverName(driver.at("name"));
            Field id = driver.at("nodeID");
            if (id.isEmpty()) {
                id.required("");
            }
            if (id.text().length() > MAX_NODE_ID) {
                id.invalid("must be " + MAX_NODE_ID + " characters or less");
            }
            driver.at("allocatable", "count").nonNegative();
            if (!names.add(driver.at("name").text())) {
                driver.at("name").duplicate();
            }
            Set<String> keys = new HashSet<>();
            for (Field key : driver.each("topologyKeys")) {
                if (key.isEmpty()) {
                    driver.required("");
                }
                if (!keys.add(key.text())) {
                    errors.duplicate(driver.path(), key.text());
                }
                QualifiedNames.key(key.text()).forEach(message -> driver.invalid(key.text(), message));
            }
        }
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        Field drivers = Field.spec(object, errors).at("drivers");
        Map<String, JsonNode> now = new HashMap<>();
        drivers.node().forEach(driver -> now.put(Tree.text(driver, "name"), withoutAllocatable(driver)));
        for (JsonNode before : Tree.get(Tree.spec(old), "drivers")) {
            JsonNode driver = now.get(Tree.text(before, "name"));
            if (driver != null && !Tree.same(driver, withoutAllocatable(before))) {
                drivers.invalid(InternalForm.of("CSINodeDriver", driver), ObjectMetaValidation.IMMUTABLE);
            }
        }
    }

    private static JsonNode withoutAllocatable(JsonNode driver) {
        ObjectNode copy = driver.deepCopy();
        return copy.without(List.of("allocatable"));
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
