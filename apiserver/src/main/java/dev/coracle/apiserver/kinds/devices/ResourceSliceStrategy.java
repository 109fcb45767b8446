package dev.coracle.apiserver.kinds.devices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Resource slices: the devices a driver offers. */
final class ResourceSliceStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("Node", "@resource.v1.ResourceSliceSpec.nodeName", "spec.nodeName"),
            Columns.text("Driver", "@resource.v1.ResourceSliceSpec.driver", "spec.driver"),
            Columns.text("Pool", "@resource.v1.ResourcePool.name", "spec.pool.name"),
            Columns.AGED);
    private static final List<String> LISTS = List.of("bools", "ints", "strings", "versions");
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE = Map.of(
            "spec.nodeName", slice -> Tree.text(Tree.spec(slice), "nodeName"),
            "spec.driver", slice -> Tree.text(Tree.spec(slice), "driver"));

    /** What clusters do not have unless it is turned on is not kept; a taint has the time of the write. */
    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        prepare(context, object);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        prepare(context, object);
    }

    private static void prepare(WriteContext context, ObjectNode object) {
        for (JsonNode device : Tree.get(Tree.spec(object), "devices")) {
            ((ObjectNode) device).remove("nodeAllocatableResourceMappings");
            Tree.entries(Tree.get(device, "attributes"))
                    .forEach(attribute -> ((ObjectNode) attribute.getValue()).remove(LISTS));
            for (JsonNode taint : Tree.get(device, "taints")) {
                Tree.setDefault((ObjectNode) taint, "timeAdded", context.now().toString());
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        SliceValidation.spec(Field.spec(object, errors));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        SliceValidation.update(Field.spec(object, errors), Field.spec(old, errors));
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        String driver = Tree.text(Tree.spec(object), "driver");
        return driver.equals(driver.toLowerCase(Locale.ROOT))
                ? List.of()
                : List.of("spec.driver: driver names should be lowercase; \"" + driver
                        + "\" contains uppercase characters");
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
