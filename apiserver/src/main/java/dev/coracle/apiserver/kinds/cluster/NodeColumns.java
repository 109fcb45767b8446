package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.tree.Tree;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code kubectl get nodes}. */
final class NodeColumns {
    static final TableColumns TABLE = Columns.of(
            Columns.NAMED,
            Columns.cell("Status", "string", "The status of the node", NodeColumns::status),
            Columns.cell("Roles", "string", "The roles of the node", NodeColumns::roles),
            Columns.AGED,
            Columns.text("Version", "@core.v1.NodeSystemInfo.kubeletVersion", "status.nodeInfo.kubeletVersion"),
            address("Internal-IP", "InternalIP"),
            address("External-IP", "ExternalIP"),
            info("OS-Image", "osImage"),
            Columns.cell(
                            "Kernel-Version",
                            "string",
                            "@core.v1.NodeSystemInfo.kernelVersion",
                            NodeColumns::kernelAndArchitecture)
                    .wide(),
            info("Container-Runtime", "containerRuntimeVersion"));

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private NodeColumns() {}

    private static Columns.Cell info(String name, String field) {
        return Columns.cell(name, "string", "@core.v1.NodeSystemInfo." + field, node -> info(node, field))
                .wide();
    }

    private static String info(ObjectNode node, String field) {
        String text = Tree.text(Tree.get(Tree.status(node), "nodeInfo"), field);
        return text.isEmpty() ? Ages.UNKNOWN : text;
    }

    private static String kernelAndArchitecture(ObjectNode node) {
        String architecture = Tree.text(Tree.get(Tree.status(node), "nodeInfo"), "architecture");
        return info(node, "kernelVersion") + (architecture.isEmpty() ? "" : " (" + architecture + ")");
    }

    private static Columns.Cell address(String name, String type) {
        return Columns.cell(name, "string", "@core.v1.NodeStatus.addresses", node -> address(node, type))
                .wide();
    }

    private static String status(ObjectNode node) {
        String status = "Unknown";
        for (JsonNode condition : Tree.get(Tree.status(node), "conditions")) {
            if (Tree.text(condition, "type").equals("Ready")) {
                status = Tree.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return Tree.flag(Tree.spec(node), "unschedulable") ? status + ",SchedulingDisabled" : status;
    }

    private static String roles(ObjectNode node) {
        JsonNode labels = Tree.get(Tree.metadata(node), "labels");
        Set<String> roles = new TreeSet<>();
        for (Map.Entry<String, JsonNode> label : Tree.entries(labels)) {
            String key = label.getKey();
            String value = label.getValue().asText();
            if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
            } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        }
        return Columns.orNone(String.join(",", roles));
    }

    private static String address(ObjectNode node, String type) {
        for (JsonNode address : Tree.get(Tree.status(node), "addresses")) {
            if (Tree.text(address, "type").equals(type)) {
                return Tree.text(address, "address");
            }
        }
        return Columns.NONE;
    }
}
