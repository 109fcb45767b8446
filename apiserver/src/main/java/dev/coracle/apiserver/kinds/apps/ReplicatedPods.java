package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.LabelValidation;
import dev.coracle.apiserver.validation.ObjectMetaValidation;
import dev.coracle.apiserver.validation.QualifiedNames;
import java.util.List;
import java.util.Map;

/** What Deployments and ReplicaSets share: a selector, a template it selects, and counts of what came of it. */
final class ReplicatedPods {
    private static final Path SELECTOR = Path.of("spec", "selector");
    private static final Path TEMPLATE = Path.of("spec", "template");
    private static final Path STATUS = Path.of("status");

    private ReplicatedPods() {}

    static void validate(JsonNode spec, FieldErrors errors) {
        JsonNode selector = Tree.get(spec, "selector");
        if (selector.isMissingNode()) {
            errors.required(SELECTOR, "");
        } else {
            LabelValidation.selector(selector, SELECTOR, errors);
            if (isEmpty(selector)) {
                errors.invalid(SELECTOR, selector, "empty selector is invalid for deployment");
            }
        }
        if (isBroken(selector)) {
            errors.invalid(SELECTOR, selector, "invalid label selector");
            return;
        }
        template(selector, Tree.get(spec, "template"), errors);
    }

    private static void template(JsonNode selector, JsonNode template, FieldErrors errors) {
        JsonNode labels = Tree.get(Tree.metadata(template), "labels");
        // No selector selects nothing, an empty one everything.
        if (selector.isMissingNode() || !LabelValidation.matches(selector, labels)) {
            errors.invalid(
                    TEMPLATE.child("metadata").child("labels"), labels, "`selector` does not match template `labels`");
        }
        PodTemplates.validate(template, TEMPLATE, errors);
        JsonNode spec = Tree.spec(template);
        String restartPolicy = Tree.text(spec, "restartPolicy");
        if (!restartPolicy.equals("Always")) {
            errors.notSupported(TEMPLATE.child("spec").child("restartPolicy"), restartPolicy, List.of("Always"));
        }
        if (Tree.has(spec, "activeDeadlineSeconds")) {
            errors.forbidden(
                    TEMPLATE.child("spec").child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in ReplicaSet is not Supported");
        }
    }

    private static boolean isEmpty(JsonNode selector) {
        return Tree.isEmpty(selector, "matchLabels") && Tree.isEmpty(selector, "matchExpressions");
    }

    /** Whether nothing can be matched with it, so that matching it with the template would only confuse. */
    private static boolean isBroken(JsonNode selector) {
        for (Map.Entry<String, JsonNode> label : Tree.entries(Tree.get(selector, "matchLabels"))) {
            if (!QualifiedNames.key(label.getKey()).isEmpty()
                    || !QualifiedNames.value(label.getValue().asText()).isEmpty()) {
                return true;
            }
        }
        for (JsonNode expression : Tree.get(selector, "matchExpressions")) {
            boolean hasValues = !Tree.isEmpty(expression, "values");
            boolean fits = switch (Tree.text(expression, "operator")) {
                case "In", "NotIn" -> hasValues;
                case "Exists", "DoesNotExist" -> !hasValues;
                default -> false;
            };
            if (!fits || !QualifiedNames.key(Tree.text(expression, "key")).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    static void immutableSelector(ObjectNode object, ObjectNode old, FieldErrors errors) {
        ObjectMetaValidation.immutable(
                Tree.get(Tree.spec(object), "selector"), Tree.get(Tree.spec(old), "selector"), SELECTOR, errors);
    }

    static void notMoreThanReplicas(JsonNode status, FieldErrors errors, String... counts) {
        long replicas = Tree.number(status, "replicas");
        for (String count : counts) {
            if (Tree.number(status, count) > replicas) {
                errors.invalid(
                        STATUS.child(count), Tree.number(status, count), "cannot be greater than status.replicas");
            }
        }
        long available = Tree.number(status, "availableReplicas");
        if (available > Tree.number(status, "readyReplicas")) {
            errors.invalid(STATUS.child("availableReplicas"), available, "cannot be greater than readyReplicas");
        }
    }
}
