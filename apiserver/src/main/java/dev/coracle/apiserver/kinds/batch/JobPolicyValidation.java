package dev.coracle.apiserver.kinds.batch;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.each;
import static dev.coracle.machinery.validation.FieldRule.field;

import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.InternalForm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** When a job has failed, and when it has succeeded before all of its pods have. */
final class JobPolicyValidation {
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
    private static final List<String> OPERATORS = List.of("In", "NotIn");
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");
    private static final int MAX_RULES = 20;
    private static final int MAX_EXIT_CODES = 255;
    private static final int MAX_PATTERNS = 20;
    private static final int MAX_INDEXES_TEXT = 64 * 1024;

    private static final FieldRule CONDITIONS = all(
            field("onPodConditions").maxItems(MAX_PATTERNS),
            each("onPodConditions")
                    .to(
                            field("type").labelKey(),
                            field("status").required(valid(STATUSES)).oneOf(STATUSES)));
    private static final FieldRule OPERATOR =
            field("operator").required(valid(OPERATORS)).oneOf(OPERATORS);
    private static final FieldRule VALUES = field("values")
            .when(values -> !values.isEmpty(), values -> values.invalid("at least one value is required"))
            .maxItems(MAX_EXIT_CODES)
            .to(JobPolicyValidation::values);

    private JobPolicyValidation() {}

    /** As Go prints a list of strings. */
    private static String valid(List<String> values) {
        return "valid values: [\"" + String.join("\" \"", values) + "\"]";
    }

    static void failure(Field spec) {
        Field policy = spec.at("podFailurePolicy");
        if (!policy.isPresent()) {
            return;
        }
        Field rules = policy.at("rules");
        if (rules.size() > MAX_RULES) {
            rules.tooMany(MAX_RULES);
        }
        Field podSpec = spec.at("template", "spec");
        Set<String> names = new HashSet<>(podSpec.at("containers").texts("name"));
        names.addAll(podSpec.at("initContainers").texts("name"));
        for (Field rule : rules.each()) {
            action(rule.at("action"), spec.has("backoffLimitPerIndex"));
            boolean codes = rule.has("onExitCodes");
            boolean conditions = !rule.isEmpty("onPodConditions");
            if (codes) {
                exitCodes(rule.at("onExitCodes"), names);
            }
            CONDITIONS.check(rule);
            if (codes && conditions) {
                rule.invalid(FieldError.OMITTED, "specifying both OnExitCodes and OnPodConditions is not supported");
            } else if (!codes && !conditions) {
                rule.invalid(FieldError.OMITTED, "specifying one of OnExitCodes and OnPodConditions is required");
            }
        }
    }

    private static void action(Field action, boolean perIndex) {
        if (action.isEmpty()) {
            action.required(valid(ACTIONS));
        } else if (!action.text().equals("FailIndex")) {
            action.oneOf(ACTIONS);
        } else if (!perIndex) {
            action.invalid("requires the backoffLimitPerIndex to be set");
        }
    }

    private static void exitCodes(Field codes, Set<String> names) {
        OPERATOR.check(codes);
        Field name = codes.at("containerName");
        if (name.isPresent() && !names.contains(name.text())) {
            name.invalid("must be one of the container or initContainer names in the pod template");
        }
        VALUES.check(codes);
    }

    private static void values(Field values) {
        boolean in = values.parent().text("operator").equals("In");
        Set<Integer> seen = new HashSet<>();
        boolean ordered = true;
        int previous = Integer.MIN_VALUE;
        for (Field code : values.each()) {
            int value = code.node().asInt();
            if (in && value == 0) {
                code.invalid("must not be 0 for the In operator");
            }
            if (!seen.add(value)) {
                code.duplicate();
            }
            ordered &= previous <= value;
            previous = value;
        }
        if (!ordered) {
            values.invalid("must be ordered");
        }
    }

    static void success(Field spec) {
        Field policy = spec.at("successPolicy");
        if (!policy.isPresent()) {
            return;
        }
        if (!JobValidation.isIndexed(spec.node())) {
            policy.invalid(InternalForm.of("SuccessPolicy", policy.node()), "requires indexed completion mode");
            return;
        }
        Field rules = policy.at("rules");
        if (rules.isEmpty()) {
            rules.required("at least one rules must be specified when the successPolicy is specified");
        } else if (rules.size() > MAX_RULES) {
            rules.tooMany(MAX_RULES);
        }
        rules.each().forEach(rule -> success(rule, spec.number("completions")));
    }

    private static void success(Field rule, long completions) {
        Field indexes = rule.at("succeededIndexes");
        Field count = rule.at("succeededCount");
        if (!indexes.isPresent() && !count.isPresent()) {
            rule.required("at least one of succeededCount or succeededIndexes must be specified");
        }
        if (indexes.text().length() > MAX_INDEXES_TEXT) {
            indexes.tooLong(MAX_INDEXES_TEXT);
        }
        int total = 0;
        try {
            total = IndexIntervals.count(indexes.text(), completions);
        } catch (IllegalArgumentException e) {
            indexes.invalid(indexes.text(), "error parsing succeededIndexes: " + e.getMessage());
        }
        if (count.isPresent()) {
            count.nonNegative();
            atMost(completions, "specified completions", count);
            if (indexes.isPresent()) {
                atMost(total, "indexes in the specified succeededIndexes field", count);
            }
        }
    }

    private static void atMost(long max, String what, Field count) {
        if (count.number() > max) {
            count.invalid("must be less than or equal to " + max + " (the number of " + what + ")");
        }
    }
}
