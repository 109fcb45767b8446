package dev.coracle.apiserver.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.tree.Tree;
import java.util.List;
import java.util.Map;

/** The metrics of an autoscaler in the form of {@code autoscaling/v1}'s annotations and in that of {@code v2}. */
final class MetricForms {
    /**
     * One value in both forms.
     *
     * @param newer its place in v2, of one or two names
     * @param zero whether v1 writes "0" where v2 has nothing
     */
    private record Move(String older, String newer, boolean zero) {}

    static final MetricForms SPEC = new MetricForms(Map.of(
            "object",
            List.of(
                    move("target", "describedObject"),
                    move("metricName", "metric.name"),
                    zero("targetValue", "target.value"),
                    move("selector", "metric.selector"),
                    move("averageValue", "target.averageValue")),
            "pods",
            List.of(
                    move("metricName", "metric.name"),
                    zero("targetAverageValue", "target.averageValue"),
                    move("selector", "metric.selector")),
            "resource",
            List.of(
                    move("name", "name"),
                    move("targetAverageUtilization", "target.averageUtilization"),
                    move("targetAverageValue", "target.averageValue")),
            "containerResource",
            List.of(
                    move("name", "name"),
                    move("targetAverageUtilization", "target.averageUtilization"),
                    move("targetAverageValue", "target.averageValue"),
                    move("container", "container")),
            "external",
            List.of(
                    move("metricName", "metric.name"),
                    move("metricSelector", "metric.selector"),
                    move("targetValue", "target.value"),
                    move("targetAverageValue", "target.averageValue"))));

    static final MetricForms STATUS = new MetricForms(Map.of(
            "object",
            List.of(
                    move("target", "describedObject"),
                    move("metricName", "metric.name"),
                    zero("currentValue", "current.value"),
                    move("selector", "metric.selector"),
                    move("averageValue", "current.averageValue")),
            "pods",
            List.of(
                    move("metricName", "metric.name"),
                    zero("currentAverageValue", "current.averageValue"),
                    move("selector", "metric.selector")),
            "resource",
            List.of(
                    move("name", "name"),
                    move("currentAverageUtilization", "current.averageUtilization"),
                    zero("currentAverageValue", "current.averageValue")),
            "containerResource",
            List.of(
                    move("name", "name"),
                    move("currentAverageUtilization", "current.averageUtilization"),
                    zero("currentAverageValue", "current.averageValue"),
                    move("container", "container")),
            "external",
            List.of(
                    move("metricName", "metric.name"),
                    move("metricSelector", "metric.selector"),
                    zero("currentValue", "current.value"),
                    move("currentAverageValue", "current.averageValue"))));

    private final Map<String, List<Move>> moves;

    private MetricForms(Map<String, List<Move>> moves) {
        this.moves = moves;
    }

    private static Move move(String older, String newer) {
        return new Move(older, newer, false);
    }

    private static Move zero(String older, String newer) {
        return new Move(older, newer, true);
    }

    /** A metric of v2 as v1 writes it. */
    ObjectNode older(JsonNode metric) {
        ObjectNode older = Tree.newObject().put("type", Tree.text(metric, "type"));
        moves.forEach((source, fields) -> {
            JsonNode from = Tree.get(metric, source);
            if (from.isObject()) {
                ObjectNode to = older.putObject(source);
                for (Move move : fields) {
                    JsonNode value = from.at("/" + move.newer.replace('.', '/'));
                    if (!Tree.isEmpty(value)) {
                        to.set(move.older, value.deepCopy());
                    } else if (move.zero) {
                        to.put(move.older, "0");
                    }
                }
            }
        });
        return older;
    }

    /** A metric of v1 as v2 has it. */
    ObjectNode newer(JsonNode metric) {
        ObjectNode newer = Tree.newObject().put("type", Tree.text(metric, "type"));
        moves.forEach((source, fields) -> {
            JsonNode from = Tree.get(metric, source);
            if (from.isObject()) {
                ObjectNode to = newer.putObject(source);
                for (Move move : fields) {
                    if (Tree.has(from, move.older) && !isFiller(source, move, from)) {
                        put(to, move.newer, from.get(move.older).deepCopy());
                    }
                }
                if (this == SPEC) {
                    Tree.createObject(to, "target").put("type", targetType(source, to.path("target")));
                }
            }
        });
        return newer;
    }

    /** An object's metric that asks for an average has a target value of 0 only because v1 cannot leave it out. */
    private boolean isFiller(String source, Move move, JsonNode from) {
        return this == SPEC
                && source.equals("object")
                && move.zero
                && Tree.has(from, "averageValue")
                && from.path(move.older).asText().equals("0");
    }

    private static String targetType(String source, JsonNode target) {
        return switch (source) {
            case "pods" -> "AverageValue";
            case "object" -> target.has("averageValue") ? "AverageValue" : "Value";
            case "external" -> target.has("value") ? "Value" : "AverageValue";
            default -> target.has("averageUtilization") ? "Utilization" : "AverageValue";
        };
    }

    private static void put(ObjectNode to, String path, JsonNode value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            to.set(path, value);
        } else {
            Tree.createObject(to, path.substring(0, dot)).set(path.substring(dot + 1), value);
        }
    }
}
