package dev.coracle.apiserver.kinds.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.Located;
import dev.coracle.machinery.validation.QualifiedNames;
import java.util.HashSet;
import java.util.List;
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
        for (Located driver : Located.spec(object, errors).items("drivers")) {
            ClassValidation.driverName(driver.at("name"));
            Located id = driver.at("nodeID");
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
            for (Located key : driver.items("topologyKeys")) {
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
        Located drivers = Located.spec(object, errors).at("drivers");
        for (JsonNode before : Tree.get(Tree.spec(old), "drivers")) {
            for (JsonNode driver : drivers.node()) {
                if (Tree.text(driver, "name").equals(Tree.text(before, "name"))
                        && !Tree.same(withoutAllocatable(driver), withoutAllocatable(before))) {
                    drivers.invalid(InternalForm.of("CSINodeDriver", withoutAllocatable(driver)), "field is immutable");
                }
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
