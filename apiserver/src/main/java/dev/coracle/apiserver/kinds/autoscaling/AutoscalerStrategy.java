package dev.coracle.apiserver.kinds.autoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;

/** Horizontal pod autoscalers. */
final class AutoscalerStrategy implements Strategy {
    private static final int DEFAULT_UTILIZATION = 80;
    private static final int POLICY_PERIOD = 15;
    private static final int UP_PODS = 4;
    private static final int PERCENT = 100;

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        Tree.setDefault(spec, "minReplicas", 1);
        if (Tree.isEmpty(spec, "metrics")) {
            ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
            metric.putObject("resource")
                    .put("name", "cpu")
                    .putObject("target")
                    .put("type", "Utilization")
                    .put("averageUtilization", DEFAULT_UTILIZATION);
        }
        if (Tree.get(spec, "behavior") instanceof ObjectNode behavior) {
            ObjectNode up = rules(behavior, "scaleUp");
            Tree.setDefault(up, "stabilizationWindowSeconds", 0);
            if (!Tree.has(up, "policies")) {
                policy(up, "Pods", UP_PODS);
                policy(up, "Percent", PERCENT);
            }
            ObjectNode down = rules(behavior, "scaleDown");
            if (!Tree.has(down, "policies")) {
                policy(down, "Percent", PERCENT);
            }
        }
    }

    private static ObjectNode rules(ObjectNode behavior, String direction) {
        ObjectNode rules = Tree.createObject(behavior, direction);
        Tree.setDefault(rules, "selectPolicy", "Max");
        return rules;
    }

    private static void policy(ObjectNode rules, String type, int value) {
        Tree.createList(rules, "policies")
                .addObject()
                .put("type", type)
                .put("value", value)
                .put("periodSeconds", POLICY_PERIOD);
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        new AutoscalerValidation(Field.spec(object, errors), null).validate();
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        new AutoscalerValidation(Field.spec(object, errors), Tree.spec(old)).validate();
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode status = Tree.status(object);
        if (!status.isMissingNode()) {
            Field.status(object, errors).at("currentReplicas").nonNegative();
            Field.status(object, errors).at("desiredReplicas").nonNegative();
        }
    }

    @Override
    public TableColumns columns() {
        return AutoscalerColumns.TABLE;
    }
}
