package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.Shown;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** batch/validation's ValidateCronJobCreate and ValidateCronJobUpdate. */
final class CronJobValidation {
    private static final Path SPEC = Path.of("spec");
    private static final List<String> POLICIES = List.of("Allow", "Forbid", "Replace");
    private static final Pattern ZONE_PART = Pattern.compile("[A-Za-z.\\-_0-9+]{1,14}");
    /** What Go takes and Java does not. */
    private static final Set<String> OTHER_ZONES = Set.of("Local", "EST", "HST", "MST", "ROC");

    /** Eleven less than a label may have: what a job's name gets appended. */
    private static final int MAX_NAME = 52;

    private CronJobValidation() {}

    static void create(ObjectNode object, FieldErrors errors) {
        spec(Tree.spec(object), false, true, errors);
        String name = Tree.name(object);
        if (name.length() > MAX_NAME) {
            errors.invalid(Path.of("metadata", "name"), name, "must be no more than " + MAX_NAME + " characters");
        }
    }

    static void update(ObjectNode object, ObjectNode old, FieldErrors errors) {
        JsonNode spec = Tree.spec(object);
        JsonNode before = Tree.spec(old);
        boolean zoneChanged = !Tree.same(Tree.get(spec, "timeZone"), Tree.get(before, "timeZone"));
        spec(spec, Tree.text(before, "schedule").contains("TZ"), zoneChanged, errors);
    }

    private static void spec(JsonNode spec, boolean zoneInSchedule, boolean checkZone, FieldErrors errors) {
        String schedule = Tree.text(spec, "schedule");
        if (schedule.isEmpty()) {
            errors.required(SPEC.child("schedule"), "");
        } else {
            schedule(schedule, zoneInSchedule, Tree.has(spec, "timeZone"), errors);
        }
        Numbers.nonNegative(spec, "startingDeadlineSeconds", SPEC, errors);
        if (checkZone && Tree.has(spec, "timeZone")) {
            timeZone(Tree.text(spec, "timeZone"), SPEC.child("timeZone"), errors);
        }
        String policy = Tree.text(spec, "concurrencyPolicy");
        if (!POLICIES.contains(policy)) {
            errors.notSupported(SPEC.child("concurrencyPolicy"), policy, POLICIES);
        }
        Path template = SPEC.child("jobTemplate").child("spec");
        JsonNode job = Tree.spec(Tree.get(spec, "jobTemplate"));
        JobValidation.spec(job, template, errors);
        if (Tree.has(job, "selector")) {
            errors.invalid(
                    template.child("selector"),
                    Shown.selector(Tree.get(job, "selector")),
                    "`selector` will be auto-generated");
        }
        if (Tree.flag(job, "manualSelector")) {
            errors.notSupported(template.child("manualSelector"), true, List.of("nil", "false"));
        }
        Numbers.nonNegative(spec, "successfulJobsHistoryLimit", SPEC, errors);
        Numbers.nonNegative(spec, "failedJobsHistoryLimit", SPEC, errors);
    }

    private static void schedule(String schedule, boolean zoneAllowed, boolean zoned, FieldErrors errors) {
        Path path = SPEC.child("schedule");
        String problem = CronSchedule.problem(schedule);
        if (!problem.isEmpty()) {
            errors.invalid(path, schedule, problem);
        }
        if (!schedule.contains("TZ")) {
            return;
        }
        if (!zoneAllowed) {
            errors.invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        } else if (zoned) {
            errors.invalid(path, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }

    private static void timeZone(String zone, Path path, FieldErrors errors) {
        if (zone.isEmpty()) {
            errors.invalid(path, zone, "timeZone must be nil or non-empty string");
            return;
        }
        for (String part : zone.split("/", -1)) {
            boolean up = part.equals(".") || part.equals("..") || part.startsWith("-");
            if (up || !ZONE_PART.matcher(part).matches()) {
                errors.invalid(path, zone, "unknown time zone " + zone);
                return;
            }
        }
        if (zone.toLowerCase(Locale.ROOT).equals("local")) {
            errors.invalid(
                    path, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }
        if (!isKnown(zone)) {
            errors.invalid(path, zone, "unknown time zone " + zone);
        }
    }

    /** Names in the IANA database; Go, unlike Java, takes no offsets such as {@code +02:00}. */
    static boolean isKnown(String zone) {
        return OTHER_ZONES.contains(zone)
                || (ZoneId.getAvailableZoneIds().contains(zone) && !zone.startsWith("SystemV/"));
    }
}
