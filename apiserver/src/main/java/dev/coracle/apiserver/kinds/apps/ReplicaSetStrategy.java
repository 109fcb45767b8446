package dev.coracle.apiserver.kinds.apps;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.util.Map;
import java.util.function.Function;

/** ReplicaSets. */
final class ReplicaSetStrategy implements TemplateStrategy {
    private static final FieldRule SPEC =
            all(field("replicas").nonNegative(), field("minReadySeconds").nonNegative(), ReplicatedPods::validate);
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
        SPEC.check(Field.spec(object, errors));
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
