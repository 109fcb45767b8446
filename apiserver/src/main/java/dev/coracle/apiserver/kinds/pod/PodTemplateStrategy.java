package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import java.util.List;

/** The PodTemplate kind: a template by itself. */
final class PodTemplateStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.containers("template.spec"),
            Columns.images("template.spec"),
            Columns.cell(
                    "Pod Labels",
                    "string",
                    "The labels for the pod template.",
                    object -> Columns.labels(Tree.get(object, "template", "metadata", "labels"))));

    @Override
    public void setDefaults(ObjectNode object) {
        PodTemplates.setDefaults(object);
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        PodTemplates.prepare(Tree.get(object, "template"));
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        PodTemplates.prepare(Tree.get(object, "template"));
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        PodTemplates.validate(Field.of(object, "template", errors));
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        return PodTemplates.warnings(Tree.get(object, "template"), "template");
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
