package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.TableColumns;
import dev.coracle.apiserver.table.Ages;
import dev.coracle.apiserver.table.Columns;
import dev.coracle.machinery.tree.Tree;
import java.time.Instant;

/** {@code kubectl get jobs}. */
final class JobColumns {
    static final TableColumns TABLE = Columns.of(
            Columns.NAMED,
            Columns.cell("Status", "string", "Status of the job.", JobColumns::status),
            Columns.cell("Completions", "string", "@batch.v1.JobStatus.succeeded", JobColumns::completions),
            Columns.timed("Duration", "Time required to complete the job.", JobColumns::duration),
            Columns.AGED,
            Columns.containers("spec.template.spec").wide(),
            Columns.images("spec.template.spec").wide(),
            Columns.selector("@batch.v1.JobSpec.selector", "spec.selector").wide());

    private JobColumns() {}

    private static String status(ObjectNode job) {
        if (is(job, "Complete")) {
            return "Complete";
        }
        if (is(job, "Failed")) {
            return "Failed";
        }
        if (Tree.has(Tree.metadata(job), "deletionTimestamp")) {
            return "Terminating";
        }
        for (String type : new String[] {"Suspended", "FailureTarget", "SuccessCriteriaMet"}) {
            if (is(job, type)) {
                return type;
            }
        }
        return "Running";
    }

    private static boolean is(ObjectNode job, String type) {
        for (JsonNode condition : Tree.get(Tree.status(job), "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return Tree.text(condition, "status").equals("True");
            }
        }
        return false;
    }

    private static String completions(ObjectNode job) {
        JsonNode spec = Tree.spec(job);
        long succeeded = Tree.number(Tree.status(job), "succeeded");
        if (Tree.has(spec, "completions")) {
            return succeeded + "/" + Tree.number(spec, "completions");
        }
        long parallelism = Tree.number(spec, "parallelism");
        return succeeded + (parallelism > 1 ? "/1 of " + parallelism : "/1");
    }

    private static String duration(ObjectNode job, Instant now) {
        String start = Tree.text(Tree.status(job), "startTime");
        if (start.isEmpty()) {
            return "";
        }
        String end = Tree.text(Tree.status(job), "completionTime");
        return Ages.since(start, end.isEmpty() ? now : Instant.parse(end));
    }
}
