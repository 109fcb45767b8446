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
import java.util.Map;
import java.util.function.Function;

/** ReplicaSets. */
final class ReplicaSetStrategy implements TemplateStrategy {
    private static final Path SPEC = Path.of("spec");
    private static final TableColumns COLUMNS = ReplicatedPods.columns(
            "apps.v1.ReplicaSet", Columns.selector("@apps.v1.ReplicaSetSpec.selector", "spec.selector"));

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
        return ReplicatedPods.SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
