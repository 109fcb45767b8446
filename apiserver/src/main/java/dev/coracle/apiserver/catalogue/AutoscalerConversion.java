package dev.coracle.apiserver.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Conversion;
import dev.coracle.machinery.json.JsonCodec;
import dev.coracle.machinery.tree.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code autoscaling/v1} out of {@code autoscaling/v2}. The older version knows CPU utilization only; what it cannot say
 * travels in annotations, in the texts upstream writes (v1.36), so that a client of either version loses nothing.
 */
final class AutoscalerConversion implements Conversion {
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String CURRENT_METRICS = PREFIX + "current-metrics";
    private static final String CONDITIONS = PREFIX + "conditions";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final List<String> CARRIED = List.of(
            METRICS,
            CURRENT_METRICS,
            CONDITIONS,
            BEHAVIOR,
            PREFIX + "scale-down-tolerance",
            PREFIX + "scale-up-tolerance");
    private static final int DEFAULT_UTILIZATION = 80;

    @Override
    public void toStored(ObjectNode object) {
        object.put("apiVersion", "autoscaling/v2");
        JsonNode annotations = Tree.get(Tree.metadata(object), "annotations");
        ObjectNode spec = Tree.createObject(object, "spec");
        ArrayNode metrics = JsonNodeFactory.instance.arrayNode();
        carried(annotations, METRICS).ifPresent(list -> list.forEach(m -> metrics.add(MetricForms.SPEC.newer(m))));
        JsonNode utilization = spec.remove("targetCPUUtilizationPercentage");
        if (utilization != null || metrics.isEmpty()) {
            metrics.add(cpu("target", utilization == null ? DEFAULT_UTILIZATION : utilization.asInt()));
        }
        spec.set("metrics", metrics);
        carried(annotations, BEHAVIOR).map(b -> spelled(b, false)).ifPresent(b -> spec.set("behavior", b));
        if (object.path("status") instanceof ObjectNode status) {
            toStoredStatus(status, annotations);
        }
        dropCarried(object);
    }

    private static void toStoredStatus(ObjectNode status, JsonNode annotations) {
        if (Tree.number(status, "currentReplicas") == 0) {
            status.remove("currentReplicas");
        }
        JsonNode current = status.remove("currentCPUUtilizationPercentage");
        if (current != null) {
            status.putArray("currentMetrics").add(cpu("current", current.asInt()));
        }
        carried(annotations, CURRENT_METRICS).ifPresent(list -> {
            ArrayNode metrics = status.putArray("currentMetrics");
            list.forEach(m -> metrics.add(MetricForms.STATUS.newer(m)));
        });
        carried(annotations, CONDITIONS).ifPresent(list -> status.set("conditions", list));
    }

    @Override
    public void fromStored(ObjectNode object) {
        object.put("apiVersion", "autoscaling/v1");
        dropCarried(object);
        ObjectNode spec = Tree.createObject(object, "spec");
        JsonNode metrics = spec.path("metrics");
        ArrayNode others = JsonNodeFactory.instance.arrayNode();
        for (JsonNode metric : metrics) {
            JsonNode utilization = cpuUtilization(metric, "target");
            if (utilization.isMissingNode()) {
                others.add(MetricForms.SPEC.older(metric));
            } else if (!spec.has("targetCPUUtilizationPercentage")) {
                spec.set("targetCPUUtilizationPercentage", utilization);
            }
        }
        spec.remove("metrics");
        carry(object, METRICS, others);
        JsonNode behavior = spec.remove("behavior");
        if (object.path("status") instanceof ObjectNode status) {
            Tree.setDefault(status, "currentReplicas", 0);
            fromStoredStatus(object, status);
        }
        if (behavior != null) {
            carry(object, BEHAVIOR, behaviorText(behavior));
        }
    }

    private static void fromStoredStatus(ObjectNode object, ObjectNode status) {
        JsonNode metrics = status.remove("currentMetrics");
        ArrayNode older = JsonNodeFactory.instance.arrayNode();
        if (metrics != null) {
            for (JsonNode metric : metrics) {
                JsonNode utilization = cpuUtilization(metric, "current");
                if (!utilization.isMissingNode()) {
                    status.set("currentCPUUtilizationPercentage", utilization);
                }
                older.add(MetricForms.STATUS.older(metric));
            }
        }
        carry(object, CURRENT_METRICS, older);
        JsonNode conditions = status.remove("conditions");
        if (conditions != null) {
            carry(object, CONDITIONS, conditions);
        }
    }

    private static ObjectNode cpu(String part, int utilization) {
        ObjectNode metric = Tree.newObject().put("type", "Resource");
        ObjectNode values = metric.putObject("resource").put("name", "cpu").putObject(part);
        if (part.equals("target")) {
            values.put("type", "Utilization");
        }
        values.put("averageUtilization", utilization);
        return metric;
    }

    private static JsonNode cpuUtilization(JsonNode metric, String part) {
        JsonNode resource = Tree.get(metric, "resource");
        return Tree.text(metric, "type").equals("Resource")
                        && Tree.text(resource, "name").equals("cpu")
                ? Tree.get(resource, part, "averageUtilization")
                : MissingNode.getInstance();
    }

    private static void dropCarried(ObjectNode object) {
        if (Tree.metadata(object) instanceof ObjectNode metadata
                && metadata.path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(CARRIED);
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
    }

    private static void carry(ObjectNode object, String annotation, JsonNode value) {
        if (!value.isEmpty()) {
            ObjectNode metadata = Tree.createObject(object, "metadata");
            Tree.createObject(metadata, "annotations").put(annotation, value.toString());
        }
    }

    /** What an annotation carries; empty when it is not there or no JSON, which upstream passes over too. */
    private static Optional<JsonNode> carried(JsonNode annotations, String annotation) {
        String text = Tree.text(annotations, annotation);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JsonCodec.read(text)).filter(value -> !value.isEmpty());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Upstream writes its internal type here, whose fields are spelled as in Go and all present. */
    private static ObjectNode behaviorText(JsonNode behavior) {
        ObjectNode text = Tree.newObject();
        for (String direction : List.of("scaleUp", "scaleDown")) {
            JsonNode rules = Tree.get(behavior, direction);
            ObjectNode all = Tree.newObject();
            for (String field : List.of("stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance")) {
                JsonNode value = Tree.get(rules, field);
                all.set(field, value.isMissingNode() ? all.nullNode() : value);
            }
            text.set(direction, rules.isMissingNode() ? text.nullNode() : all);
        }
        return (ObjectNode) spelled(text, true);
    }

    /** A copy whose keys begin in upper or in lower case, without nulls in the latter. */
    private static JsonNode spelled(JsonNode value, boolean upper) {
        if (value.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            value.forEach(item -> list.add(spelled(item, upper)));
            return list;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode object = Tree.newObject();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (upper || !field.getValue().isNull()) {
                String first = field.getKey().substring(0, 1);
                String spelled = upper ? first.toUpperCase(Locale.ROOT) : first.toLowerCase(Locale.ROOT);
                object.set(spelled + field.getKey().substring(1), spelled(field.getValue(), upper));
            }
        }
        return object;
    }
}
