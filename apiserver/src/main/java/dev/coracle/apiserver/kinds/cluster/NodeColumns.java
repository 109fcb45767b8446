package dev.coracle.apiserver.kinds.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code kubectl get nodes}. */
final class NodeColumns {
    static final TableColumns TABLE = Columns.table(
            NodeColumns::cells,
            Columns.NAME,
            Columns.text("Status", "The status of the node"),
            Columns.text("Roles", "The roles of the node"),
            Columns.AGE,
            Columns.text("Version", "@core.v1.NodeSystemInfo.kubeletVersion"),
            Columns.wide("Internal-IP", "@core.v1.NodeStatus.addresses"),
            Columns.wide("External-IP", "@core.v1.NodeStatus.addresses"),
            Columns.wide("OS-Image", "@core.v1.NodeSystemInfo.osImage"),
            Columns.wide("Kernel-Version", "@core.v1.NodeSystemInfo.kernelVersion"),
            Columns.wide("Container-Runtime", "@core.v1.NodeSystemInfo.containerRuntimeVersion"));

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private NodeColumns() {}

    private static List<@Nullable Object> cells(ObjectNode node, Instant now) {
        JsonNode info = Tree.get(Tree.status(node), "nodeInfo");
        return List.of(
                Tree.name(node),
                status(node),
                roles(Tree.get(Tree.metadata(node), "labels")),
                Ages.of(node, now),
                Tree.text(info, "kubeletVersion"),
                address(node, "InternalIP"),
                address(node, "ExternalIP"),
                orUnknown(Tree.text(info, "osImage")),
                orUnknown(Tree.text(info, "kernelVersion")),
                orUnknown(Tree.text(info, "containerRuntimeVersion")));
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

    private static String roles(JsonNode labels) {
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

    private static String orUnknown(String text) {
        return text.isEmpty() ? Ages.UNKNOWN : text;
    }
}
