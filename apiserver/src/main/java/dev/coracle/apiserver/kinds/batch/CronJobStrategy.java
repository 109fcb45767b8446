package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.apps.WorkloadWarnings;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.apiserver.resource.Strategy;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.resource.WriteContext;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** CronJobs: jobs by the clock. */
final class CronJobStrategy implements Strategy {
    private static final TableColumns COLUMNS = Columns.of(
            Columns.NAMED,
            Columns.text("Schedule", "@batch.v1.CronJobSpec.schedule", "spec.schedule"),
            Columns.textOr(Columns.NONE, "Timezone", "@batch.v1.CronJobSpec.timeZone", "spec.timeZone"),
            Columns.cell("Suspend", "boolean", "@batch.v1.CronJobSpec.suspend", CronJobStrategy::suspended),
            Columns.count("Active", "@batch.v1.CronJobStatus.active", "status.active"),
            Columns.timed("Last Schedule", "@batch.v1.CronJobStatus.lastScheduleTime", CronJobStrategy::lastSchedule),
            Columns.AGED,
            Columns.containers("spec.jobTemplate.spec.template.spec").wide(),
            Columns.images("spec.jobTemplate.spec.template.spec").wide(),
            Columns.selector("@batch.v1.JobSpec.selector", "spec.jobTemplate.spec.selector")
                    .wide());
    private static final String JOB = "spec.jobTemplate.spec";

    @Override
    public void setDefaults(ObjectNode object) {
        ObjectNode spec = Tree.createObject(object, "spec");
        Tree.setDefault(spec, "concurrencyPolicy", "Allow");
        if (!Tree.has(spec, "suspend")) {
            spec.put("suspend", false);
        }
        Tree.setDefault(spec, "successfulJobsHistoryLimit", 3);
        Tree.setDefault(spec, "failedJobsHistoryLimit", 1);
        JobDefaults.template(Tree.createObject(Tree.createObject(spec, "jobTemplate"), "spec"));
    }

    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
        Strategy.super.prepareForCreate(context, object);
        PodTemplates.prepare(Tree.get(jobSpec(object), "template"));
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
        PodTemplates.prepare(Tree.get(jobSpec(object), "template"));
    }

    private static JsonNode jobSpec(ObjectNode object) {
        return Tree.spec(Tree.get(Tree.spec(object), "jobTemplate"));
    }

    @Override
    public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
        CronJobValidation.create(object, errors);
    }

    @Override
    public void validateUpdate(WriteContext context, ObjectNode object, ObjectNode old, FieldErrors errors) {
        CronJobValidation.update(object, old, errors);
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> warnings = new ArrayList<>(WorkloadWarnings.name(object));
        warnings.addAll(JobDefaults.warnings(jobSpec(object), JOB));
        return warnings;
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        List<String> warnings = new ArrayList<>(0);
        if (WorkloadWarnings.changed(object, old)) {
            warnings.addAll(JobDefaults.warnings(jobSpec(object), JOB));
        }
        if (Tree.text(Tree.spec(object), "schedule").contains("TZ")) {
            warnings.add("cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see"
                    + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
        return warnings;
    }

    @Override
    public TableColumns columns() {
        return COLUMNS;
    }

    private static String suspended(ObjectNode object) {
        JsonNode suspend = Tree.get(Tree.spec(object), "suspend");
        return suspend.isMissingNode() ? Columns.UNSET : suspend.asBoolean() ? "True" : "False";
    }

    private static String lastSchedule(ObjectNode object, Instant now) {
        String time = Tree.text(Tree.status(object), "lastScheduleTime");
        return time.isEmpty() ? Columns.NONE : Ages.since(time, now);
    }
}
