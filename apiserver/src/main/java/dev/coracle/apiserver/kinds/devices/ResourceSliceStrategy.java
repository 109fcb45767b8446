package dev.coracle.apiserver.kinds.devices;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
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
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE = Map.of(
            "spec.nodeName", slice -> Tree.text(Tree.spec(slice), "nodeName"),
            "spec.driver", slice -> Tree.text(Tree.spec(slice), "driver"));

    @Override
    public boolean tracksGeneration() {
        return true;
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
