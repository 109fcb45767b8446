package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.Shown;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What Deployments and ReplicaSets share: a selector, a template it selects, and counts of what came of it. */
final class ReplicatedPods {
    private static final Path SELECTOR = Path.of("spec", "selector");
    private static final Path TEMPLATE = Path.of("spec", "template");
    private static final Path STATUS = Path.of("status");
    private static final List<String> COUNTS = List.of(
            "replicas",
            "fullyLabeledReplicas",
            "readyReplicas",
            "availableReplicas",
            "observedGeneration",
            "terminatingReplicas");

    /** What field selectors of ReplicationControllers and ReplicaSets find. */
    static final Map<String, Function<ObjectNode, String>> SELECTABLE =
            Map.of("status.replicas", object -> Long.toString(Tree.number(Tree.status(object), "replicas")));

    private ReplicatedPods() {}

    /** @param kind the name of the schema of a ReplicationController or a ReplicaSet */
    static TableColumns columns(String kind, Columns.Cell selector) {
        return Columns.of(
                Columns.NAMED,
                Columns.number("Desired", "@" + kind + "Spec.replicas", "spec.replicas"),
                Columns.number("Current", "@" + kind + "Status.replicas", "status.replicas"),
                Columns.number("Ready", "@" + kind + "Status.readyReplicas", "status.readyReplicas"),
                Columns.AGED,
                Columns.containers("spec.template.spec").wide(),
                Columns.images("spec.template.spec").wide(),
                selector.wide());
    }

    static void validate(JsonNode spec, FieldErrors errors) {
        JsonNode selector = Tree.get(spec, "selector");
        SelectedTemplate.selector(spec, "deployment", errors);
        if (!LabelValidation.isUsable(selector)) {
            errors.invalid(SELECTOR, Shown.selector(selector), "invalid label selector");
            return;
        }
        SelectedTemplate.matches(spec, errors);
        PodTemplates.validate(Tree.get(spec, "template"), TEMPLATE, errors);
        SelectedTemplate.neverEnds(spec, "ReplicaSet", errors);
    }

    /** What ReplicationControllers and ReplicaSets count, and no more of any than there are replicas. */
    static void counts(ObjectNode object, FieldErrors errors) {
        JsonNode status = Tree.status(object);
        for (String count : COUNTS) {
            Numbers.nonNegative(status, count, STATUS, errors);
        }
        notMoreThanReplicas(status, errors, "fullyLabeledReplicas", "readyReplicas", "availableReplicas");
    }

    static void notMoreThanReplicas(JsonNode status, FieldErrors errors, String... counts) {
        notMoreThanReplicas(status, "cannot be greater than readyReplicas", errors, counts);
    }

    /** @param notMoreThanReady what to say of more available than ready ones */
    static void notMoreThanReplicas(JsonNode status, String notMoreThanReady, FieldErrors errors, String... counts) {
        long replicas = Tree.number(status, "replicas");
        for (String count : counts) {
            if (Tree.number(status, count) > replicas) {
                errors.invalid(
                        STATUS.child(count), Tree.number(status, count), "cannot be greater than status.replicas");
            }
        }
        long available = Tree.number(status, "availableReplicas");
        if (available > Tree.number(status, "readyReplicas")) {
            errors.invalid(STATUS.child("availableReplicas"), available, notMoreThanReady);
        }
    }

    /** What columns show of pods that are ready: {@code 2/3}. */
    static String ready(ObjectNode object) {
        return Tree.number(Tree.status(object), "readyReplicas") + "/" + Tree.number(Tree.spec(object), "replicas");
    }

    /** The counter that keeps names of dependents apart never goes back. */
    static void collisionsOnlyGrow(ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode before = Tree.get(Tree.status(old), "collisionCount");
        JsonNode now = Tree.get(Tree.status(object), "collisionCount");
        if (!before.isMissingNode() && (now.isMissingNode() || now.asLong() < before.asLong())) {
            errors.invalid(STATUS.child("collisionCount"), now.asLong(0), "cannot be decremented");
        }
    }
}
