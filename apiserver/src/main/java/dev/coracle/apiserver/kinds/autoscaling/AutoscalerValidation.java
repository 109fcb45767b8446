package dev.coracle.apiserver.kinds.autoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Upstream's rules for an autoscaler's spec (v1.36). Confined to one request. */
final class AutoscalerValidation {
    private static final List<String> SOURCES = List.of("ContainerResource", "External", "Object", "Pods", "Resource");
    /** The field of each source, in the order they are checked. */
    private static final List<String> FIELDS = List.of("object", "external", "pods", "resource", "containerResource");

    private static final Map<String, String> FIELD_OF = Map.of(
            "Object",
            "object",
            "External",
            "external",
            "Pods",
            "pods",
            "Resource",
            "resource",
            "ContainerResource",
            "containerResource");
    private static final List<String> POLICIES = List.of("Percent", "Pods");
    private static final List<String> SELECT_POLICIES = List.of("Disabled", "Max", "Min");
    private static final List<String> TARGETS = List.of("Utilization", "Value", "AverageValue");
    private static final int MAX_PERIOD = 1800;
    private static final int MAX_WINDOW = 3600;

    private final Field spec;
    private final @Nullable JsonNode old;

    /** @param old the spec that is stored, null on create */
    AutoscalerValidation(Field spec, @Nullable JsonNode old) {
        this.spec = spec;
        this.old = old;
    }

    void validate() {
        long least = old != null && Tree.has(old, "minReplicas") && Tree.number(old, "minReplicas") == 0 ? 0 : 1;
        Field min = spec.at("minReplicas");
        Field max = spec.at("maxReplicas");
        if (min.isPresent() && min.number() < least) {
            min.invalid("must be greater than or equal to " + least);
        }
        if (max.number() == 0) {
            max.required("must be set and greater than 0");
        } else if (max.number() < 0) {
            max.invalid("must be greater than or equal to 1");
        }
        if (min.isPresent() && max.number() < min.number()) {
            max.invalid(max.number(), "must be greater than or equal to `minReplicas`");
        }
        scaleTarget(spec.at("scaleTargetRef"));
        spec.each("metrics").forEach(this::metric);
        if (min.isPresent() && min.number() == 0 && !hasMetricOfNoPod()) {
            spec.at("metrics")
                    .forbidden(
                            "must specify at least one Object or External metric to support scaling to zero replicas");
        }
        for (String direction : new String[] {"scaleUp", "scaleDown"}) {
            Field rules = spec.at("behavior", direction);
            if (rules.isPresent()) {
                rules(rules);
            }
        }
    }

    /** Pods that are not there have no metrics. */
    private boolean hasMetricOfNoPod() {
        for (Field metric : spec.each("metrics")) {
            String type = metric.at("type").text();
            if (type.equals("Object") || type.equals("External")) {
                return true;
            }
        }
        return false;
    }

    private void scaleTarget(Field target) {
        JsonNode before = old == null ? null : Tree.get(old, "scaleTargetRef");
        boolean same = before != null
                && Tree.text(before, "apiVersion")
                        .equals(target.at("apiVersion").text())
                && Tree.text(before, "kind").equals(target.at("kind").text());
        reference(target, same, target.at("kind").text().equals("ReplicationController"));
    }

    private static void reference(Field reference, boolean anyVersion, boolean coreGroup) {
        reference.at("kind").requiredName(NameRule.PATH_SEGMENT);
        reference.at("name").requiredName(NameRule.PATH_SEGMENT);
        Field version = reference.at("apiVersion");
        if (anyVersion) {
            return;
        }
        String text = version.text();
        if (text.chars().filter(c -> c == '/').count() > 1) {
            version.invalid("unexpected GroupVersion string: " + text);
        } else if (!coreGroup && (text.indexOf('/') <= 0)) {
            version.invalid(text, "apiVersion must specify API group");
        }
    }

    private void metric(Field metric) {
        Field type = metric.at("type");
        if (type.isEmpty()) {
            type.required("must specify a metric source type");
        }
        type.oneOf(SOURCES);
        List<String> present = new ArrayList<>();
        for (String field : FIELDS) {
            if (metric.at(field).isPresent()) {
                present.add(field);
                if (present.size() == 1) {
                    source(field, metric.at(field));
                }
            }
        }
        String expected = FIELD_OF.getOrDefault(type.text(), "");
        if (expected.isEmpty()) {
            type.oneOf(SOURCES);
        } else if (!metric.at(expected).isPresent()) {
            metric.at(expected).required("must populate information for the given metric source");
        }
        if (present.size() != 1) {
            present.remove(expected);
            present.forEach(other -> metric.at(other).forbidden("must populate the given metric source only"));
        }
    }

    private void source(String field, Field source) {
        Field target = source.at("target");
        boolean value = target.at("value").isPresent();
        boolean average = target.at("averageValue").isPresent();
        boolean utilization = target.at("averageUtilization").isPresent();
        switch (field) {
            case "object" -> {
                reference(source.at("describedObject"), old != null && hasWrongVersion(), true);
                identifier(source.at("metric"));
                target(target);
                if (!value && !average) {
                    target.at("averageValue").required("must set either a target value or averageValue");
                }
            }
            case "external" -> {
                identifier(source.at("metric"));
                target(target);
                if (!value && !average) {
                    target.at("averageValue").required("must set either a target value for metric or a per-pod target");
                }
                if (value && average) {
                    target.at("value").forbidden("may not set both a target value for metric and a per-pod target");
                }
            }
            case "pods" -> {
                identifier(source.at("metric"));
                target(target);
                if (!average) {
                    target.at("averageValue").required("must specify a positive target averageValue");
                }
            }
            default -> {
                resourceName(field, source);
                target(target);
                if (!utilization && !average) {
                    target.at("averageUtilization")
                            .required("must set either a target raw value or a target utilization");
                }
                if (utilization && average) {
                    target.at("averageValue").forbidden("may not set both a target raw value and a target utilization");
                }
            }
        }
    }

    private boolean hasWrongVersion() {
        for (JsonNode metric : Tree.get(old, "metrics")) {
            String version = Tree.text(Tree.get(metric, "object", "describedObject"), "apiVersion");
            if (version.chars().filter(c -> c == '/').count() > 1) {
                return true;
            }
        }
        return false;
    }

    private static void resourceName(String field, Field source) {
        Field name = source.at("name");
        if (name.isEmpty()) {
            name.required("must specify a resource name");
        } else if (field.equals("containerResource")) {
            ResourceNames.container(name.text(), name);
        }
        if (field.equals("containerResource")) {
            source.at("container").requiredName(NameRule.DNS_LABEL, "must specify a container");
        }
    }

    private static void identifier(Field metric) {
        metric.at("name").requiredName(NameRule.PATH_SEGMENT, "must specify a metric name");
    }

    private static void target(Field target) {
        Field type = target.at("type");
        if (type.isEmpty()) {
            type.required("must specify a metric target type");
        }
        if (!TARGETS.contains(type.text())) {
            type.invalid(type.text(), "must be either Utilization, Value, or AverageValue");
        }
        for (String field : new String[] {"value", "averageValue"}) {
            Field amount = target.at(field);
            if (amount.isPresent() && Quantity.of(amount.node()).signum() <= 0) {
                amount.invalid("must be positive");
            }
        }
        Field utilization = target.at("averageUtilization");
        if (utilization.isPresent() && utilization.number() < 1) {
            utilization.invalid("must be greater than 0");
        }
    }

    private static void rules(Field rules) {
        Field window = rules.at("stabilizationWindowSeconds");
        if (window.number() < 0) {
            window.invalid("must be greater than or equal to zero");
        }
        if (window.number() > MAX_WINDOW) {
            window.invalid("must be less than or equal to " + MAX_WINDOW);
        }
        rules.at("selectPolicy").oneOfIfPresent(SELECT_POLICIES);
        if (rules.at("policies").isEmpty()) {
            rules.at("policies").required("must specify at least one Policy");
        }
        for (Field policy : rules.each("policies")) {
            policy.at("type").oneOf(POLICIES);
            Field value = policy.at("value");
            if (value.number() <= 0) {
                value.invalid(value.number(), "must be greater than zero");
            }
            Field period = policy.at("periodSeconds");
            if (period.number() <= 0) {
                period.invalid(period.number(), "must be greater than zero");
            }
            if (period.number() > MAX_PERIOD) {
                period.invalid("must be less than or equal to " + MAX_PERIOD);
            }
        }
        Field tolerance = rules.at("tolerance");
        if (tolerance.isPresent() && Quantity.of(tolerance.node()).signum() < 0) {
            tolerance.invalid("must be greater than or equal to 0");
        }
    }
}
