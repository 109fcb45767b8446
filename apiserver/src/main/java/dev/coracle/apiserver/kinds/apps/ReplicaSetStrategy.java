package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.Numbers;
import java.util.Map;
import java.util.function.Function;

/** ReplicaSets. */
final class ReplicaSetStrategy implements TemplateStrategy {
    private static final Path SPEC = Path.of("spec");
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.number("Desired", "@apps.v1.ReplicaSetSpec.replicas", "spec.replicas"),
            Columns.number("Current", "@apps.v1.ReplicaSetStatus.replicas", "status.replicas"),
            Columns.number("Ready", "@apps.v1.ReplicaSetStatus.readyReplicas", "status.readyReplicas"),
            Columns.AGED,
            Columns.containers("spec.template.spec").wide(),
            Columns.images("spec.template.spec").wide(),
            Columns.selector("@apps.v1.ReplicaSetSpec.selector", "spec.selector")
                    .wide());
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE =
            Map.of("status.replicas", replicaSet -> Long.toString(Tree.number(Tree.status(replicaSet), "replicas")));

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        Tree.setDefault(spec, "replicas", 1);
        PodTemplates.setDefaults(spec);
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        JsonNode spec = Tree.spec(object);
        Numbers.nonNegative(spec, "replicas", SPEC, errors);
        Numbers.nonNegative(spec, "minReadySeconds", SPEC, errors);
        ReplicatedPods.validate(spec, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        validate(context, object, errors);
        SelectedTemplate.immutableSelector(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        ReplicatedPods.counts(object, errors);
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
