package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.apps.WorkloadWarnings;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Jobs: pods that end. Unless told otherwise the server makes a selector of the job's own uid. */
final class JobStrategy implements Strategy {
    private static final String[] NAME_LABELS = {"job-name", "batch.kubernetes.io/job-name"};
    private static final String[] UID_LABELS = {"controller-uid", "batch.kubernetes.io/controller-uid"};
    private static final Map<String, Function<ObjectNode, String>> SELECTABLE =
            Map.of("status.successful", job -> Long.toString(Tree.number(Tree.status(job), "succeeded")));

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        JobDefaults.spec(spec);
        labels(object, spec);
    }

    /** A job without labels has its template's: one map in two places, as upstream, so generated ones are in both. */
    private static void labels(ObjectNode object, ObjectNode spec) {
        JsonNode labels = Tree.get(Tree.metadata(Tree.get(spec, "template")), "labels");
        if (!labels.isMissingNode() && Tree.isEmpty(Tree.metadata(object), "labels")) {
            Tree.createObject(object, "metadata").set("labels", labels);
        }
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        Strategy.super.prepareForCreate(context, object);
        ObjectNode spec = Tree.createObject(object, "spec");
        if (!Tree.flag(spec, "manualSelector")) {
            generateSelector(object, spec);
        }
        labels(object, spec);
        PodTemplates.prepare(Tree.get(spec, "template"));
    }

    private static void generateSelector(ObjectNode object, ObjectNode spec) {
        String uid = Tree.text(Tree.metadata(object), "uid");
        ObjectNode metadata = Tree.createObject(Tree.createObject(spec, "template"), "metadata");
        ObjectNode labels = Tree.createObject(metadata, "labels");
        for (String label : NAME_LABELS) {
            labels.putIfAbsent(label, labels.textNode(Tree.name(object)));
        }
        for (String label : UID_LABELS) {
            labels.putIfAbsent(label, labels.textNode(uid));
        }
        ObjectNode selected = Tree.createObject(Tree.createObject(spec, "selector"), "matchLabels");
        selected.putIfAbsent(UID_LABELS[1], selected.textNode(uid));
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        PodTemplates.prepare(Tree.get(Tree.spec(object), "template"));
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        JobValidation.job(object, true, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode labels = Tree.get(Tree.metadata(Tree.get(Tree.spec(old), "template")), "labels");
        JobValidation.job(object, Tree.has(labels, NAME_LABELS[1]) && Tree.has(labels, UID_LABELS[1]), errors);
        JobUpdateValidation.validate(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        new JobStatusValidation(object, old, errors).validate();
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> warnings = new ArrayList<>(WorkloadWarnings.name(object));
        warnings.addAll(JobDefaults.warnings(Tree.spec(object), "spec"));
        return warnings;
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return WorkloadWarnings.changed(object, old) ? JobDefaults.warnings(Tree.spec(object), "spec") : List.of();
    }

    @Override
    public String deletionWarning() {
        return "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove"
                + " them or set propagationPolicy=Orphan to suppress this warning";
    }

    @Override
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return SELECTABLE;
    }

    @Override
    public TableColumns columns() {
        return JobColumns.TABLE;
    }
}
