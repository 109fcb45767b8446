package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.PrintedForms;
import java.util.Map;
import java.util.function.Function;

/** What Deployments and ReplicaSets share: a selector, a template it selects, and counts of what came of it. */
final class ReplicatedPods {
    private static final FieldRule NEVER_ENDS = SelectedTemplate.neverEnds("ReplicaSet");
    private static final FieldRule COUNTS = all(
            field("replicas").nonNegative(),
            field("fullyLabeledReplicas").nonNegative(),
            field("readyReplicas").nonNegative(),
            field("availableReplicas").nonNegative(),
            field("observedGeneration").nonNegative(),
            field("terminatingReplicas").nonNegative());

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

    static void validate(Field spec) {
        Field selector = spec.at("selector");
        SelectedTemplate.selector(spec, "deployment");
        if (!LabelValidation.isUsable(selector.node())) {
            selector.invalid(PrintedForms.selector(selector.node()), "invalid label selector");
            return;
        }
        SelectedTemplate.matches(spec);
        PodTemplates.validate(spec.at("template"));
        NEVER_ENDS.check(spec);
    }

    /** What ReplicationControllers and ReplicaSets count, and no more of any than there are replicas. */
    static void counts(ObjectNode object, FieldErrors errors) {
        Field status = Field.status(object, errors);
        COUNTS.check(status);
        notMoreThanReplicas(status, "fullyLabeledReplicas", "readyReplicas", "availableReplicas");
        availableAreReady(status, "readyReplicas");
    }

    static void notMoreThanReplicas(Field status, String... counts) {
        for (String count : counts) {
            if (status.number(count) > status.number("replicas")) {
                status.at(count).invalid(status.number(count), "cannot be greater than status.replicas");
            }
        }
    }

    /** @param ready what the message calls the pods that are ready */
    static void availableAreReady(Field status, String ready) {
        if (status.number("availableReplicas") > status.number("readyReplicas")) {
            status.at("availableReplicas").invalid("cannot be greater than " + ready);
        }
    }

    /** What columns show of pods that are ready: {@code 2/3}. */
    static String ready(ObjectNode object) {
        return Tree.number(Tree.status(object), "readyReplicas") + "/" + Tree.number(Tree.spec(object), "replicas");
    }

    /** The counter that keeps names of dependents apart never goes back. */
    static void collisionsOnlyGrow(Field status, ObjectNode old) {
        Field now = status.at("collisionCount");
        JsonNode before = Tree.get(Tree.status(old), "collisionCount");
        if (!before.isMissingNode() && (!now.isPresent() || now.number() < before.asLong())) {
            now.invalid(now.number(), "cannot be decremented");
        }
    }
}
