package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.Shown;
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
    private static final Path SPEC = Path.of("spec");
    private static final Path TEMPLATE = SPEC.child("template");

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
        JsonNode spec = Tree.spec(object);
        Numbers.nonNegative(spec, "minReadySeconds", SPEC, errors);
        if (Tree.isEmpty(spec, "selector")) {
            errors.required(SPEC.child("selector"), "");
        }
        Numbers.nonNegative(spec, "replicas", SPEC, errors);
        if (!Tree.has(spec, "template")) {
            errors.required(TEMPLATE, "");
            return;
        }
        JsonNode labels = Tree.get(spec, "template", "metadata", "labels");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(spec, "selector"))) {
            if (!Tree.text(labels, entry.getKey()).equals(entry.getValue().asText())
                    || !Tree.has(labels, entry.getKey())) {
                errors.invalid(
                        TEMPLATE.child("metadata").child("labels"),
                        Shown.map(labels),
                        "`selector` does not match template `labels`");
                break;
            }
        }
        PodTemplates.validate(Tree.get(spec, "template"), TEMPLATE, errors);
        SelectedTemplate.neverEnds(spec, "ReplicationController", errors);
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
