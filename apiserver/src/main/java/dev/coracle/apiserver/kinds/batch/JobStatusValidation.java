package dev.coracle.apiserver.kinds.batch;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a controller may say of a job: upstream's ValidateJobUpdateStatus. Most rules are looked at only when what they
 * are about changed, so that jobs of old stay changeable. Confined to one request.
 */
final class JobStatusValidation {
    private static final FieldRule COUNTS = all(
            field("active").nonNegative(),
            field("succeeded").nonNegative(),
            field("failed").nonNegative(),
            field("ready").nonNegative(),
            field("terminating").nonNegative());

    private final JsonNode spec;
    private final Field status;
    private final Field conditions;
    private final JsonNode now;
    private final JsonNode old;

    JobStatusValidation(ObjectNode job, ObjectNode old, FieldErrors errors) {
        this.spec = Tree.spec(job);
        this.status = Field.status(job, errors);
        this.conditions = status.at("conditions");
        this.now = status.node();
        this.old = Tree.status(old);
    }

    static boolean isTrue(JsonNode status, String type) {
        return has(status, type, "True");
    }

    private static boolean has(JsonNode status, String type, String value) {
        for (JsonNode condition : Tree.get(status, "conditions")) {
            if (Tree.text(condition, "type").equals(type)
                    && Tree.text(condition, "status").equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFinished(JsonNode status) {
        return isTrue(status, "Complete") || isTrue(status, "Failed");
    }

    private boolean changed(String field) {
        return !Tree.same(Tree.get(now, field), Tree.get(old, field));
    }

    private boolean turned(String condition) {
        return isTrue(now, condition) != isTrue(old, condition);
    }

    void validate() {
        COUNTS.check(status);
        uncounted();
        complete();
        finished(isFinished(now) != isFinished(old));
        indexes();
        if ((isFinished(now) != isFinished(old) || changed("terminating"))
                && isFinished(now)
                && Tree.number(now, "terminating") > 0) {
            status.at("terminating").invalid("terminating>0 is invalid for finished job");
        }
        if ((changed("ready") || changed("active")) && Tree.number(now, "ready") > Tree.number(now, "active")) {
            status.at("ready").invalid("cannot set more ready pods than active");
        }
        success();
        transitions();
    }

    private void inconsistent(String detail) {
        conditions.invalid(FieldError.OMITTED, detail);
    }

    private void uncounted() {
        Set<String> seen = new HashSet<>();
        for (String list : List.of("succeeded", "failed")) {
            for (Field uid : status.at("uncountedTerminatedPods").each(list)) {
                if (uid.isEmpty()) {
                    uid.invalid("", "must not be empty");
                } else if (!seen.add(uid.text())) {
                    uid.duplicate();
                }
            }
        }
    }

    private void complete() {
        boolean complete = isTrue(now, "Complete");
        boolean timed = Tree.has(now, "completionTime");
        boolean completeTurned = turned("Complete");
        Field time = status.at("completionTime");
        if (complete && isTrue(now, "Failed") && (completeTurned || turned("Failed"))) {
            inconsistent("cannot set Complete=True and Failed=true conditions");
        }
        if (complete && isTrue(now, "FailureTarget") && (completeTurned || turned("FailureTarget"))) {
            inconsistent("cannot set Complete=True and FailureTarget=true conditions");
        }
        if (completeTurned || changed("completionTime")) {
            if (timed && !complete) {
                time.invalid("cannot set completionTime when there is no Complete=True condition");
            } else if (!timed && complete) {
                time.required("completionTime is required for Complete jobs");
            }
        }
        boolean timesChanged = changed("startTime") || changed("completionTime");
        if (timesChanged && timed && Tree.has(now, "startTime") && endsBeforeStart()) {
            time.invalid("must be equal to or after `startTime`");
        }
        if ((turned("Failed") || changed("failedIndexes")) && isTrue(now, "Failed") && !isTrue(now, "FailureTarget")) {
            inconsistent("cannot set Failed=True condition without the FailureTarget=true condition");
        }
        if ((completeTurned || turned("SuccessCriteriaMet")) && complete && !isTrue(now, "SuccessCriteriaMet")) {
            inconsistent("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        }
    }

    private boolean endsBeforeStart() {
        return Instant.parse(Tree.text(now, "completionTime")).isBefore(Instant.parse(Tree.text(now, "startTime")));
    }

    private void finished(boolean turned) {
        if (!isFinished(now)) {
            return;
        }
        long active = Tree.number(now, "active");
        if ((turned || changed("active")) && active > 0) {
            status.at("active").invalid("active>0 is invalid for finished job");
        }
        boolean never =
                Tree.flag(spec, "suspend") && Tree.has(spec, "completions") && Tree.number(spec, "completions") == 0;
        if ((turned || changed("startTime")) && !never && !Tree.has(now, "startTime")) {
            status.at("startTime").required("startTime is required for finished job");
        }
        JsonNode uncounted = Tree.get(now, "uncountedTerminatedPods");
        int pods = Tree.get(uncounted, "failed").size()
                + Tree.get(uncounted, "succeeded").size();
        if ((turned || changed("uncountedTerminatedPods")) && pods > 0) {
            status.at("uncountedTerminatedPods").invalid("must be empty for finished job");
        }
    }

    private void indexes() {
        String completed = Tree.text(now, "completedIndexes");
        String failed = Tree.text(now, "failedIndexes");
        boolean counted = Tree.has(spec, "completions");
        long completions = Tree.number(spec, "completions");
        boolean perIndex = Tree.has(spec, "backoffLimitPerIndex");
        Field failedIndexes = status.at("failedIndexes");
        if (changed("completedIndexes") && counted) {
            parse("completedIndexes", completed, completions);
        }
        if (changed("failedIndexes") && counted && perIndex) {
            parse("failedIndexes", failed, completions);
        }
        if (changed("completedIndexes") && !completed.isEmpty() && !JobValidation.isIndexed(spec)) {
            status.at("completedIndexes")
                    .invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
        }
        if (changed("failedIndexes") && Tree.has(now, "failedIndexes") && !perIndex) {
            failedIndexes.invalid(failed, "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
        }
        if ((changed("failedIndexes") || changed("completedIndexes"))
                && counted
                && !failed.isEmpty()
                && !completed.isEmpty()) {
            int index = IndexIntervals.overlap(completed, failed, completions);
            if (index >= 0) {
                failedIndexes.invalid(failed, "failedIndexes and completedIndexes overlap at index: " + index);
            }
        }
    }

    private void parse(String field, String indexes, long completions) {
        try {
            IndexIntervals.count(indexes, completions);
        } catch (IllegalArgumentException e) {
            status.at(field).invalid(indexes, "error parsing " + field + ": " + e.getMessage());
        }
    }

    private void success() {
        boolean met = isTrue(now, "SuccessCriteriaMet");
        if (met && isTrue(now, "Failed")) {
            inconsistent("cannot set SuccessCriteriaMet=True and Failed=true conditions");
        }
        if (met && isTrue(now, "FailureTarget")) {
            inconsistent("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
        }
        if (Tree.has(spec, "successPolicy") && !met && isTrue(now, "Complete")) {
            inconsistent("cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
        }
    }

    private void transitions() {
        for (String condition : List.of("Failed", "Complete", "FailureTarget")) {
            if (isTrue(old, condition) && !isTrue(now, condition)) {
                inconsistent("cannot disable the terminal " + condition + "=True condition");
            }
        }
        boolean elastic = JobValidation.isIndexed(spec)
                && Tree.same(Tree.get(spec, "completions"), Tree.get(spec, "parallelism"));
        onlyGrows("failed");
        if (!elastic) {
            onlyGrows("succeeded");
        }
        if (Tree.has(now, "completionTime") && Tree.has(old, "completionTime") && changed("completionTime")) {
            status.at("completionTime").invalid("field is immutable");
        }
        boolean resumes = isTrue(old, "Suspended") && has(now, "Suspended", "False");
        if (changed("startTime") && !resumes && Tree.has(old, "startTime") && !Tree.flag(spec, "suspend")) {
            status.at("startTime").invalid("field is immutable for unsuspended job once set");
        }
        boolean wasMet = isTrue(old, "SuccessCriteriaMet");
        boolean isMet = isTrue(now, "SuccessCriteriaMet");
        if (wasMet && !isMet) {
            inconsistent("cannot disable the SuccessCriteriaMet=True condition");
        }
        if (isTrue(old, "Complete") && !wasMet && isMet) {
            inconsistent("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
        }
    }

    private void onlyGrows(String field) {
        if (Tree.number(now, field) < Tree.number(old, field)) {
            status.at(field).invalid(Tree.number(now, field), "cannot decrease the " + field + " counter");
        }
    }
}
