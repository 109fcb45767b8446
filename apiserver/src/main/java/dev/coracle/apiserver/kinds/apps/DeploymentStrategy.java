package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.apiserver.tree.Tree;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deployments. */
final class DeploymentStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.table(
            DeploymentStrategy::cells,
            Columns.NAME,
            Columns.text("Ready", "Number of the pod with ready state"),
            Columns.text("Up-to-date", "How many pods have the template as it is now."),
            Columns.text("Available", "How many pods have been ready for minReadySeconds."),
            Columns.AGE,
            Columns.wide("Containers", "Names of each container in the template."),
            Columns.wide("Images", "Images referenced by each container in the template."),
            Columns.wide("Selector", "The labels of the deployment's pods."));

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
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        object.putObject("status");
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        DeploymentValidation.validate(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        DeploymentValidation.validate(object, errors);
        ReplicatedPods.immutableSelector(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        DeploymentValidation.status(object, old, errors);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        return PodTemplates.warnings(Tree.get(Tree.spec(object), "template"), "spec.template");
    }

    @Override
    public boolean tracksGeneration() {
        return true;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static List<@Nullable Object> cells(ObjectNode object, Instant now) {
        JsonNode spec = Tree.spec(object);
        JsonNode status = Tree.status(object);
        JsonNode containers = Tree.get(Tree.spec(Tree.get(spec, "template")), "containers");
        return List.of(
                Tree.name(object),
                Tree.number(status, "readyReplicas") + "/" + Tree.number(spec, "replicas"),
                Tree.number(status, "updatedReplicas"),
                Tree.number(status, "availableReplicas"),
                Ages.of(object, now),
                Columns.join(containers, "name"),
                Columns.join(containers, "image"),
                Columns.selector(Tree.get(spec, "selector")));
    }
}
