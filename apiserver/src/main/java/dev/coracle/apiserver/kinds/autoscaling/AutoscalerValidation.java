package dev.coracle.apiserver.kinds.autoscaling;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
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
    private static final int MAX_PERIOD = 1800;
    private static final int MAX_WINDOW = 3600;

    private static final FieldRule TARGET = all(
            // Said twice of a type that is not there, as upstream does.
            field("type").required("must specify a metric target type"),
            field("type")
                    .matches(
                            List.of("Utilization", "Value", "AverageValue")::contains,
                            "must be either Utilization, Value, or AverageValue"),
            positive("value"),
            positive("averageValue"),
            field("averageUtilization").optional().positive("must be greater than 0"));
    private static final FieldRule IDENTIFIED =
            source -> source.at("metric", "name").requiredName(NameRule.PATH_SEGMENT, "must specify a metric name");
    private static final FieldRule RESOURCE = field("name").required("must specify a resource name");
    private static final Map<String, FieldRule> SOURCE = Map.of(
            "object",
            IDENTIFIED,
            "external",
            IDENTIFIED,
            "pods",
            IDENTIFIED,
            "containerResource",
            all(
                    field("name")
                            .required("must specify a resource name")
                            .to(name -> ResourceNames.container(name.text(), name)),
                    field("container").required("must specify a container").dnsLabel()));
    private static final FieldRule POLICY = all(
            field("type").oneOf("Percent", "Pods"),
            field("value").positive("must be greater than zero"),
            field("periodSeconds")
                    .positive("must be greater than zero")
                    .inRange(Long.MIN_VALUE, MAX_PERIOD, "must be less than or equal to " + MAX_PERIOD));
    private static final FieldRule RULES = all(
            field("stabilizationWindowSeconds")
                    .nonNegative("must be greater than or equal to zero")
                    .inRange(Long.MIN_VALUE, MAX_WINDOW, "must be less than or equal to " + MAX_WINDOW),
            field("selectPolicy").optional().oneOf("Disabled", "Max", "Min"),
            field("policies").required("must specify at least one Policy"),
            each("policies").to(POLICY),
            field("tolerance")
                    .optional()
                    .when(value -> Quantity.of(value).signum() >= 0, value -> value.invalid(FieldRule.NOT_NEGATIVE)));
    private static final FieldRule BEHAVIOR =
            field("behavior").to(field("scaleUp").to(RULES), field("scaleDown").to(RULES));

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
        BEHAVIOR.check(spec);
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
        if (field.equals("object")) {
            reference(source.at("describedObject"), old != null && hasWrongVersion(), true);
        }
        SOURCE.getOrDefault(field, RESOURCE).check(source);
        Field target = source.at("target");
        TARGET.check(target);
        boolean value = target.has("value");
        boolean average = target.has("averageValue");
        boolean utilization = target.has("averageUtilization");
        switch (field) {
            case "object" -> {
                if (!value && !average) {
                    target.at("averageValue").required("must set either a target value or averageValue");
                }
            }
            case "external" -> {
                if (!value && !average) {
                    target.at("averageValue").required("must set either a target value for metric or a per-pod target");
                }
                if (value && average) {
                    target.at("value").forbidden("may not set both a target value for metric and a per-pod target");
                }
            }
            case "pods" -> {
                if (!average) {
                    target.at("averageValue").required("must specify a positive target averageValue");
                }
            }
            default -> {
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

    private static FieldRule positive(String amount) {
        return field(amount)
                .optional()
                .when(value -> Quantity.of(value).signum() > 0, value -> value.invalid("must be positive"));
    }
}
