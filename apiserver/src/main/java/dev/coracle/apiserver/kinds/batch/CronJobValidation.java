package dev.coracle.apiserver.kinds.batch;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.PrintedForms;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** batch/validation's ValidateCronJobCreate and ValidateCronJobUpdate. */
final class CronJobValidation {
    private static final FieldRule DEADLINE = field("startingDeadlineSeconds").nonNegative();
    private static final FieldRule SPEC = all(
            field("concurrencyPolicy").oneOf("Allow", "Forbid", "Replace"),
            spec -> JobValidation.spec(spec.at("jobTemplate", "spec")),
            field("jobTemplate").to(field("spec").to(CronJobValidation::generatedByServer)),
            field("successfulJobsHistoryLimit").nonNegative(),
            field("failedJobsHistoryLimit").nonNegative());
    private static final Pattern ZONE_PART = Pattern.compile("[A-Za-z.\\-_0-9+]{1,14}");
    /** What Go takes and Java does not. */
    private static final Set<String> OTHER_ZONES = Set.of("Local", "EST", "HST", "MST", "ROC");

    /** Eleven less than a label may have: what a job's name gets appended. */
    private static final int MAX_NAME = 52;

    private CronJobValidation() {}

    static void create(ObjectNode object, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        schedule(spec, false);
        timeZone(spec.at("timeZone"));
        SPEC.check(spec);
        Field name = Field.of(object, "metadata", errors).at("name");
        if (name.text().length() > MAX_NAME) {
            name.invalid("must be no more than " + MAX_NAME + " characters");
        }
    }

    static void update(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Field spec = Field.spec(object, errors);
        Field zone = spec.at("timeZone");
        schedule(spec, Tree.text(Tree.spec(old), "schedule").contains("TZ"));
        if (!Tree.same(zone.node(), Tree.get(Tree.spec(old), "timeZone"))) {
            timeZone(zone);
        }
        SPEC.check(spec);
    }

    private static void schedule(Field spec, boolean zoneAllowed) {
        Field schedule = spec.at("schedule");
        if (schedule.isEmpty()) {
            schedule.required("");
        } else {
            String problem = CronSchedule.problem(schedule.text());
            if (!problem.isEmpty()) {
                schedule.invalid(problem);
            }
            boolean zoned = schedule.text().contains("TZ");
            if (zoned && !zoneAllowed) {
                schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
            } else if (zoned && spec.has("timeZone")) {
                schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
            }
        }
        DEADLINE.check(spec);
    }

    private static void generatedByServer(Field job) {
        Field selector = job.at("selector");
        if (selector.isPresent()) {
            selector.invalid(PrintedForms.selector(selector.node()), "`selector` will be auto-generated");
        }
        if (job.flag("manualSelector")) {
            Field manual = job.at("manualSelector");
            manual.errors().notSupported(manual.path(), true, List.of("nil", "false"));
        }
    }

    private static void timeZone(Field zone) {
        String text = zone.text();
        if (!zone.isPresent()) {
            return;
        }
        if (text.isEmpty()) {
            zone.invalid("timeZone must be nil or non-empty string");
            return;
        }
        for (String part : text.split("/", -1)) {
            boolean up = part.equals(".") || part.equals("..") || part.startsWith("-");
            if (up || !ZONE_PART.matcher(part).matches()) {
                zone.invalid("unknown time zone " + text);
                return;
            }
        }
        if (text.toLowerCase(Locale.ROOT).equals("local")) {
            zone.invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }
        if (!isKnown(text)) {
            zone.invalid("unknown time zone " + text);
        }
    }

    /** Names in the IANA database; Go, unlike Java, takes no offsets such as {@code +02:00}. */
    static boolean isKnown(String zone) {
        return OTHER_ZONES.contains(zone)
                || (ZoneId.getAvailableZoneIds().contains(zone) && !zone.startsWith("SystemV/"));
    }
}
