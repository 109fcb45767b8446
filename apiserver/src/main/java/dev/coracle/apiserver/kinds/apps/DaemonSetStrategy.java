package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Numbers;
import java.util.List;

/** DaemonSets: a pod for each node. The template has a generation of its own, kept in an annotation. */
final class DaemonSetStrategy implements TemplateStrategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            count("Desired", "desiredNumberScheduled"),
            count("Current", "currentNumberScheduled"),
            count("Ready", "numberReady"),
            count("Up-to-date", "updatedNumberScheduled"),
            count("Available", "numberAvailable"),
            Columns.cell(
                    "Node Selector",
                    "string",
                    "@core.v1.PodSpec.nodeSelector",
                    object -> Columns.labels(Tree.get(Tree.spec(TemplateStrategy.template(object)), "nodeSelector"))),
            Columns.AGED,
            Columns.containers("spec.template.spec").wide(),
            Columns.images("spec.template.spec").wide(),
            Columns.selector("@apps.v1.DaemonSetSpec.selector", "spec.selector").wide());
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
    private static final FieldRule SPEC = all(
            field("selector").selector(),
            DaemonSetStrategy::selected,
            spec -> PodTemplates.validate(spec.at("template")),
            SelectedTemplate.neverEnds("DaemonSet"),
            field("minReadySeconds").nonNegative(),
            spec -> RollingUpdates.DAEMON_SET.check(spec.at("updateStrategy")),
            field("revisionHistoryLimit").nonNegative());
    private static final FieldRule STATUS = all(
            field("currentNumberScheduled").nonNegative(),
            field("numberMisscheduled").nonNegative(),
            field("desiredNumberScheduled").nonNegative(),
            field("numberReady").nonNegative(),
            field("observedGeneration").nonNegative(),
            field("updatedNumberScheduled").nonNegative(),
            field("numberAvailable").nonNegative(),
            field("numberUnavailable").nonNegative(),
            field("collisionCount").nonNegative());

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        PodTemplates.setDefaults(spec);
        ObjectNode strategy = Tree.createObject(spec, "updateStrategy");
        Tree.setDefault(strategy, "type", "RollingUpdate");
        if (Tree.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Tree.createObject(strategy, "rollingUpdate");
            if (!Tree.has(rolling, "maxUnavailable")) {
                rolling.set("maxUnavailable", IntNode.valueOf(1));
            }
            if (!Tree.has(rolling, "maxSurge")) {
                rolling.set("maxSurge", IntNode.valueOf(0));
            }
        }
        Tree.setDefault(spec, "revisionHistoryLimit", 10);
        if (templateGeneration(object) == 0) {
            // As conversion writes a generation that nobody set: whoever writes the object owns the annotation.
            templateGeneration(object, 0);
        }
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        TemplateStrategy.super.prepareForCreate(context, object);
        templateGeneration(object, Math.max(1, templateGeneration(object)));
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        TemplateStrategy.super.prepareForUpdate(context, object, old);
        boolean changed = !Tree.same(TemplateStrategy.template(object), TemplateStrategy.template(old));
        templateGeneration(object, templateGeneration(old) + (changed ? 1 : 0));
    }

    private static long templateGeneration(ObjectNode object) {
        return Numbers.atoi(Tree.text(Tree.get(Tree.metadata(object), "annotations"), TEMPLATE_GENERATION));
    }

    private static void templateGeneration(ObjectNode object, long generation) {
        Tree.createObject(Tree.createObject(object, "metadata"), "annotations")
                .put(TEMPLATE_GENERATION, Long.toString(generation));
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        SPEC.check(Field.spec(object, errors));
    }

    private static void selected(Field spec) {
        if (LabelValidation.isUsable(spec.at("selector").node())) {
            SelectedTemplate.matches(spec);
        }
        SelectedTemplate.notEmpty(spec.at("selector"), "daemonset");
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        SelectedTemplate.immutableSelector(object, old, errors);
        validate(context, object, errors);
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field status = Field.status(object, errors);
        STATUS.check(status);
        ReplicatedPods.collisionsOnlyGrow(status, old);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        return WorkloadWarnings.template(object);
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return templateGeneration(object) != templateGeneration(old) ? WorkloadWarnings.template(object) : List.of();
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static Columns.Cell count(String name, String field) {
        return Columns.number(name, "@apps.v1.DaemonSetStatus." + field, "status." + field);
    }
}
