package dev.coracle.apiserver.kinds.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.kinds.storage.ClaimSpecs;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import java.util.ArrayList;
import java.util.List;

/** StatefulSets: pods with names of their own, and claims that outlive them. */
final class StatefulSetStrategy implements TemplateStrategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.cell("Ready", "string", "Number of the pod with ready state", ReplicatedPods::ready),
            Columns.AGED,
            Columns.containers("spec.template.spec").wide(),
            Columns.images("spec.template.spec").wide());

    @Override
    public NameRule nameRule() {
        return NameRule.DNS_LABEL;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        PodTemplates.setDefaults(spec);
        Tree.setDefault(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = Tree.createObject(spec, "updateStrategy");
        if (Tree.isEmpty(strategy, "type")) {
            strategy.put("type", "RollingUpdate");
            Tree.createObject(strategy, "rollingUpdate");
        }
        if (Tree.text(strategy, "type").equals("RollingUpdate")
                && Tree.get(strategy, "rollingUpdate") instanceof ObjectNode rolling) {
            Tree.setDefault(rolling, "partition", 0);
        }
        ObjectNode retention = Tree.createObject(spec, "persistentVolumeClaimRetentionPolicy");
        Tree.setDefault(retention, "whenDeleted", "Retain");
        Tree.setDefault(retention, "whenScaled", "Retain");
        Tree.setDefault(spec, "replicas", 1);
        Tree.setDefault(spec, "revisionHistoryLimit", 10);
        for (JsonNode claim : Tree.get(spec, "volumeClaimTemplates")) {
            if (claim instanceof ObjectNode node) {
                node.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
                ClaimSpecs.setDefaults(Tree.createObject(node, "spec"));
                Tree.setDefault(Tree.createObject(node, "status"), "phase", "Pending");
            }
        }
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        dropDisabled(object);
        TemplateStrategy.super.prepareForCreate(context, object);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        dropDisabled(object);
        TemplateStrategy.super.prepareForUpdate(context, object, old);
    }

    /** maxUnavailable is off by default. */
    private static void dropDisabled(ObjectNode object) {
        if (Tree.get(Tree.spec(object), "updateStrategy", "rollingUpdate") instanceof ObjectNode rolling) {
            rolling.remove("maxUnavailable");
        }
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        StatefulSetValidation.create(Field.spec(object, errors));
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        StatefulSetValidation.update(Field.spec(object, errors), Tree.spec(old));
    }

    @Override
    public void validateStatusUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        StatefulSetValidation.status(object, old, errors);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> warnings = new ArrayList<>(WorkloadWarnings.template(object));
        warnings.addAll(specWarnings(object, ""));
        return warnings;
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        List<String> warnings = new ArrayList<>(WorkloadWarnings.changedTemplate(object, old));
        warnings.addAll(specWarnings(object, ".Spec"));
        return warnings;
    }

    private static List<String> specWarnings(ObjectNode object, String below) {
        List<String> warnings = new ArrayList<>(0);
        JsonNode spec = Tree.spec(object);
        int i = 0;
        for (JsonNode claim : Tree.get(spec, "volumeClaimTemplates")) {
            warnings.addAll(ClaimSpecs.warnings(Tree.spec(claim), "spec.volumeClaimTemplates[" + i++ + "]" + below));
        }
        if (Tree.number(spec, "revisionHistoryLimit") < 0) {
            warnings.add("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is"
                    + " recommended");
        }
        return warnings;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }
}
