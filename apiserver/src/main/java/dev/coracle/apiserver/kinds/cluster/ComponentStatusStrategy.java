package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.tree.Tree;

/** The health of a control plane's parts as it was told before they had endpoints for it. */
final class ComponentStatusStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Status", "string", "Status of the component conditions", ComponentStatusStrategy::status),
            Columns.cell(
                    "Message",
                    "string",
                    "Message of the component conditions",
                    component -> Tree.text(healthy(component), "message")),
            Columns.cell(
                    "Error",
                    "string",
                    "Error of the component conditions",
                    component -> Tree.text(healthy(component), "error")));

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    @Override
    public String deprecation() {
        return "v1 ComponentStatus is deprecated in v1.19+";
    }

    private static String status(ObjectNode component) {
        JsonNode condition = healthy(component);
        return condition.isMissingNode()
                ? "Unknown"
                : Tree.text(condition, "status").equals("True") ? "Healthy" : "Unhealthy";
    }

    private static JsonNode healthy(ObjectNode component) {
        for (JsonNode condition : Tree.get(component, "conditions")) {
            if (Tree.text(condition, "type").equals("Healthy")) {
                return condition;
            }
        }
        return Tree.get(component, "");
    }
}
