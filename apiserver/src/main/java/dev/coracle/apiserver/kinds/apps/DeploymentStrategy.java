package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;

/** Deployments. */
final class DeploymentStrategy implements TemplateStrategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Ready", "string", "Number of the pod with ready state", ReplicatedPods::ready),
            Columns.numberAsText("Up-to-date", "@apps.v1.DeploymentStatus.updatedReplicas", "status.updatedReplicas"),
            Columns.numberAsText(
                    "Available", "@apps.v1.DeploymentStatus.availableReplicas", "status.availableReplicas"),
            Columns.AGED,
            Columns.containers("spec.template.spec").wide(),
            Columns.images("spec.template.spec").wide(),
            Columns.cell(
                            "Selector",
                            "string",
                            "@apps.v1.DeploymentSpec.selector",
                            object -> Columns.selector(Tree.get(Tree.spec(object), "selector")))
                    .wide());

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        Tree.setDefault(spec, "replicas", 1);
        Tree.setDefault(spec, "revisionHistoryLimit", 10);
        Tree.setDefault(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = Tree.createObject(spec, "strategy");
        Tree.setDefault(strategy, "type", "RollingUpdate");
        if (Tree.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Tree.createObject(strategy, "rollingUpdate");
            for (String field : new String[] {"maxSurge", "maxUnavailable"}) {
                if (!Tree.has(rolling, field)) {
                    rolling.put(field, "25%");
                }
            }
        }
        PodTemplates.setDefaults(spec);
    }

    @Override
    public void prepareForStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        ObjectNode metadata = Tree.createObject(object, "metadata");
        JsonNode labels = Tree.get(Tree.metadata(old), "labels");
        if (labels.isMissingNode()) {
            metadata.remove("labels");
        } else {
            metadata.set("labels", labels.deepCopy());
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        DeploymentValidation.validate(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        DeploymentValidation.validate(object, errors);
        SelectedTemplate.immutableSelector(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        DeploymentValidation.status(object, old, errors);
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
