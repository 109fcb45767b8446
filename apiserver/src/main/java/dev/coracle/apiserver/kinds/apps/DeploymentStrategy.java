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
            Columns.text("Up-to-date", "@apps.v1.DeploymentStatus.updatedReplicas"),
            Columns.text("Available", "@apps.v1.DeploymentStatus.availableReplicas"),
            Columns.AGE,
            Columns.wide("Containers", "Names of each container in the template."),
            Columns.wide("Images", "Images referenced by each container in the template."),
            Columns.wide("Selector", "@apps.v1.DeploymentSpec.selector"));

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
        PodTemplates.prepare(Tree.get(Tree.spec(object), "template"));
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        PodTemplates.prepare(Tree.get(Tree.spec(object), "template"));
    }

    /** Annotations count as what is wanted: they tell of rollouts. */
    @Override
    public boolean tracksAnnotations() {
        return true;
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
    public List<String> warnings(ObjectNode object) {
        return WorkloadWarnings.nameAndTemplate(object);
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return WorkloadWarnings.changedTemplate(object, old);
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
