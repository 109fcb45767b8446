package dev.coracle.apiserver.kinds.batch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The notation of schedules: robfig/cron v3's standard parser, with its words for what it does not take. */
final class CronSchedule {
    private static final List<String> DESCRIPTORS =
            List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Map<String, Integer> MONTHS = Map.ofEntries(
            Map.entry("jan", 1),
            Map.entry("feb", 2),
            Map.entry("mar", 3),
            Map.entry("apr", 4),
            Map.entry("may", 5),
            Map.entry("jun", 6),
            Map.entry("jul", 7),
            Map.entry("aug", 8),
            Map.entry("sep", 9),
            Map.entry("oct", 10),
            Map.entry("nov", 11),
            Map.entry("dec", 12));
    private static final Map<String, Integer> DAYS =
            Map.of("sun", 0, "mon", 1, "tue", 2, "wed", 3, "thu", 4, "fri", 5, "sat", 6);
    private static final List<Unit> FIELDS = List.of(
            new Unit(0, 59, Map.of()),
            new Unit(0, 23, Map.of()),
            new Unit(1, 31, Map.of()),
            new Unit(1, 12, MONTHS),
            new Unit(0, 6, DAYS));
    private static final Pattern DURATION =
            Pattern.compile("[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+");

    /** The values one of the five fields may have, and their names. */
    private record Unit(int min, int max, Map<String, Integer> names) {}

    private CronSchedule() {}

    /** What is wrong with a schedule; empty when it is right. */
    static String problem(String schedule) {
        try {
            parse(schedule);
            return "";
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            return message == null ? "" : message;
        }
    }

    private static void parse(String text) {
        String schedule = text;
        if (schedule.startsWith("TZ=") || schedule.startsWith("CRON_TZ=")) {
            int space = schedule.indexOf(' ');
            int equals = schedule.indexOf('=');
            if (space < 0) {
                throw new IllegalArgumentException(
                        "invalid schedule format: runtime error: slice bounds out of range" + " [:-1]");
            }
            String zone = schedule.substring(equals + 1, space);
            if (!zone.isEmpty() && !CronJobValidation.isKnown(zone)) {
                throw new IllegalArgumentException("provided bad location " + zone + ": unknown time zone " + zone);
            }
            schedule = schedule.substring(space).strip();
        }
        if (schedule.startsWith("@")) {
            descriptor(schedule);
            return;
        }
        List<String> fields =
                schedule.isBlank() ? List.of() : Arrays.asList(schedule.strip().split("\\s+"));
        if (fields.size() != FIELDS.size()) {
            throw new IllegalArgumentException("expected exactly " + FIELDS.size() + " fields, found " + fields.size()
                    + ": [" + String.join(" ", fields) + "]");
        }
        for (int i = 0; i < fields.size(); i++) {
            for (String range : fields.get(i).split(",")) {
                if (!range.isEmpty()) {
                    range(range, FIELDS.get(i));
                }
            }
        }
    }

    private static void descriptor(String text) {
        if (DESCRIPTORS.contains(text)) {
            return;
        }
        String every = "@every ";
        if (!text.startsWith(every)) {
            throw new IllegalArgumentException("unrecognized descriptor: " + text);
        }
        String duration = text.substring(every.length());
        if (!DURATION.matcher(duration).matches()) {
            throw new IllegalArgumentException(
                    "failed to parse duration " + text + ": time: invalid duration \"" + duration + '"');
        }
    }

    private static void range(String text, Unit field) {
        String[] parts = text.split("/", -1);
        String[] limits = parts[0].split("-", -1);
        int start = field.min;
        int end = field.max;
        if (!limits[0].equals("*") && !limits[0].equals("?")) {
            start = number(limits[0], field);
            if (limits.length > 2) {
                throw new IllegalArgumentException("too many hyphens: " + text);
            }
            end = limits.length == 1 ? start : number(limits[1], field);
        }
        if (parts.length > 2) {
            throw new IllegalArgumentException("too many slashes: " + text);
        }
        int step = 1;
        if (parts.length == 2) {
            step = number(parts[1]);
            end = limits.length == 1 ? field.max : end;
        }
        if (start < field.min) {
            throw new IllegalArgumentException(
                    "beginning of range (" + start + ") below minimum (" + field.min + "): " + text);
        }
        if (end > field.max) {
            throw new IllegalArgumentException("end of range (" + end + ") above maximum (" + field.max + "): " + text);
        }
        if (start > end) {
            throw new IllegalArgumentException(
                    "beginning of range (" + start + ") beyond end of range (" + end + "): " + text);
        }
        if (step == 0) {
            throw new IllegalArgumentException("step of range should be a positive number: " + text);
        }
    }

    private static int number(String text, Unit field) {
        Integer named = field.names.get(text.toLowerCase(Locale.ROOT));
        return named != null ? named : number(text);
    }

    private static int number(String text) {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "failed to parse int from " + text + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax", e);
        }
        if (number < 0) {
            throw new IllegalArgumentException("negative number (" + number + ") not allowed: " + text);
        }
        return number;
    }
}
