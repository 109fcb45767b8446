package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.PrintedForms;
import java.util.Map;
import java.util.function.Function;

/** ReplicationControllers, which ReplicaSets replaced: their selector is a plain map of labels. */
final class ReplicationControllerStrategy implements TemplateStrategy {
    private static final TableColumns COLUMNS = ReplicatedPods.columns(
            "core.v1.ReplicationController",
            Columns.cell(
                    "Selector",
                    "string",
                    "@core.v1.ReplicationControllerSpec.selector",
                    object -> Columns.labels(Tree.get(Tree.spec(object), "selector"))));
    private static final FieldRule NEVER_ENDS = SelectedTemplate.neverEnds("ReplicationController");
    private static final FieldRule SPEC = all(
            field("minReadySeconds").nonNegative(),
            field("selector").required(),
            field("replicas").nonNegative(),
            field("template").present("").to(ReplicationControllerStrategy::template));

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        Tree.setDefault(spec, "replicas", 1);
        if (!Tree.has(spec, "template")) {
            return;
        }
        PodTemplates.setDefaults(spec);
        JsonNode labels = Tree.get(spec, "template", "metadata", "labels");
        if (!labels.isMissingNode()) {
            if (Tree.isEmpty(spec, "selector")) {
                spec.set("selector", labels.deepCopy());
            }
            if (Tree.isEmpty(Tree.metadata(object), "labels")) {
                Tree.createObject(object, "metadata").set("labels", labels.deepCopy());
            }
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        SPEC.check(Field.spec(object, errors));
    }

    private static void template(Field template) {
        Field labels = template.at("metadata", "labels");
        for (Field wanted : template.parent().at("selector").entries()) {
            if (!labels.key(wanted.name()).isPresent()
                    || !labels.text(wanted.name()).equals(wanted.text())) {
                labels.invalid(PrintedForms.map(labels.node()), "`selector` does not match template `labels`");
                break;
            }
        }
        PodTemplates.validate(template);
        NEVER_ENDS.check(template.parent());
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        ReplicatedPods.counts(object, errors);
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return ReplicatedPods.SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
