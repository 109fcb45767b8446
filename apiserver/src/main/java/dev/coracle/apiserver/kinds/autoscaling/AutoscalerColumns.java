package dev.coracle.apiserver.kinds.autoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** What {@code kubectl get hpa} shows. */
final class AutoscalerColumns {
    static final TableColumns TABLE = Columns.of(
            Columns.NAMED,
            Columns.cell(
                    "Reference",
                    "string",
                    "@autoscaling.v2.HorizontalPodAutoscalerSpec.scaleTargetRef",
                    AutoscalerColumns::reference),
            Columns.cell(
                    "Targets",
                    "string",
                    "@autoscaling.v2.HorizontalPodAutoscalerSpec.metrics",
                    AutoscalerColumns::targets),
            Columns.textOr(
                    "<unset>",
                    "MinPods",
                    "@autoscaling.v2.HorizontalPodAutoscalerSpec.minReplicas",
                    "spec.minReplicas"),
            Columns.numberAsText(
                    "MaxPods", "@autoscaling.v2.HorizontalPodAutoscalerSpec.maxReplicas", "spec.maxReplicas"),
            Columns.numberAsText(
                    "Replicas",
                    "@autoscaling.v2.HorizontalPodAutoscalerStatus.currentReplicas",
                    "status.currentReplicas"),
            Columns.AGED);

    private static final int SHOWN = 2;
    private static final String UNKNOWN = "<unknown>";

    private AutoscalerColumns() {}

    private static String reference(ObjectNode object) {
        JsonNode target = Tree.get(Tree.spec(object), "scaleTargetRef");
        return Tree.text(target, "kind") + "/" + Tree.text(target, "name");
    }

    private static String targets(ObjectNode object) {
        JsonNode current = Tree.get(Tree.status(object), "currentMetrics");
        List<String> list = new ArrayList<>();
        for (JsonNode metric : Tree.get(Tree.spec(object), "metrics")) {
            list.add(target(metric, current.path(list.size())));
        }
        if (list.isEmpty()) {
            return Columns.NONE;
        }
        int more = list.size() - SHOWN;
        return more > 0
                ? String.join(", ", list.subList(0, SHOWN)) + " + " + more + " more..."
                : String.join(", ", list);
    }

    private static String target(JsonNode metric, JsonNode current) {
        return switch (Tree.text(metric, "type")) {
            case "External" -> amount(Tree.get(metric, "external"), Tree.get(current, "external"));
            case "Object" -> amount(Tree.get(metric, "object"), Tree.get(current, "object"));
            case "Pods" -> {
                String now = or(Tree.get(current, "pods", "current"), "averageValue", UNKNOWN);
                yield now + "/" + Tree.text(Tree.get(metric, "pods", "target"), "averageValue");
            }
            case "Resource" -> resource(Tree.get(metric, "resource"), Tree.get(current, "resource"));
            case "ContainerResource" ->
                resource(Tree.get(metric, "containerResource"), Tree.get(current, "containerResource"));
            default -> "<unknown type>";
        };
    }

    private static String amount(JsonNode source, JsonNode current) {
        JsonNode target = Tree.get(source, "target");
        JsonNode now = Tree.get(current, "current");
        return Tree.has(target, "averageValue")
                ? or(now, "averageValue", UNKNOWN) + "/" + Tree.text(target, "averageValue") + " (avg)"
                : or(now, "value", UNKNOWN) + "/" + Tree.text(target, "value");
    }

    private static String resource(JsonNode source, JsonNode current) {
        JsonNode target = Tree.get(source, "target");
        JsonNode now = Tree.get(current, "current");
        String name = Tree.text(source, "name") + ": ";
        if (Tree.has(target, "averageValue")) {
            return name + or(now, "averageValue", UNKNOWN) + "/" + Tree.text(target, "averageValue");
        }
        String utilization = or(target, "averageUtilization", "");
        String used = or(now, "averageUtilization", "");
        return name
                + (used.isEmpty() ? UNKNOWN : used + "%")
                + "/"
                + (utilization.isEmpty() ? "<auto>" : utilization + "%");
    }

    private static String or(JsonNode node, String field, String none) {
        String text = Tree.text(node, field);
        return text.isEmpty() ? none : text;
    }
}
