package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.InternalForm;
import dev.coracle.machinery.validation.LabelValidation;
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

    private JobPolicyValidation() {}

    static void failure(JsonNode spec, Path path, FieldErrors errors) {
        JsonNode rules = Tree.get(spec, "podFailurePolicy", "rules");
        if (rules.size() > MAX_RULES) {
            errors.tooMany(path.child("rules"), rules.size(), MAX_RULES);
        }
        Set<String> names = new HashSet<>();
        JsonNode podSpec = Tree.spec(Tree.get(spec, "template"));
        for (String list : new String[] {"containers", "initContainers"}) {
            Tree.get(podSpec, list).forEach(container -> names.add(Tree.text(container, "name")));
        }
        int i = 0;
        for (JsonNode rule : rules) {
            Path at = path.child("rules").index(i++);
            action(Tree.text(rule, "action"), Tree.has(spec, "backoffLimitPerIndex"), at.child("action"), errors);
            boolean codes = Tree.has(rule, "onExitCodes");
            boolean conditions = !Tree.isEmpty(rule, "onPodConditions");
            if (codes) {
                exitCodes(Tree.get(rule, "onExitCodes"), names, at.child("onExitCodes"), errors);
            }
            conditions(Tree.get(rule, "onPodConditions"), at.child("onPodConditions"), errors);
            if (codes && conditions) {
                errors.invalid(at, "specifying both OnExitCodes and OnPodConditions is not supported");
            } else if (!codes && !conditions) {
                errors.invalid(at, "specifying one of OnExitCodes and OnPodConditions is required");
            }
        }
    }

    private static void action(String action, boolean perIndex, Path path, FieldErrors errors) {
        if (action.isEmpty()) {
            errors.required(path, valid(ACTIONS));
        } else if (action.equals("FailIndex")) {
            if (!perIndex) {
                errors.invalid(path, action, "requires the backoffLimitPerIndex to be set");
            }
        } else if (!ACTIONS.contains(action)) {
            errors.notSupported(path, action, ACTIONS);
        }
    }

    /** As Go prints a list of strings. */
    private static String valid(List<String> values) {
        return "valid values: [\"" + String.join("\" \"", values) + "\"]";
    }

    private static void conditions(JsonNode patterns, Path path, FieldErrors errors) {
        if (patterns.size() > MAX_PATTERNS) {
            errors.tooMany(path, patterns.size(), MAX_PATTERNS);
        }
        int i = 0;
        for (JsonNode pattern : patterns) {
            Path at = path.index(i++);
            LabelValidation.labelName(Tree.text(pattern, "type"), at.child("type"), errors);
            String status = Tree.text(pattern, "status");
            if (status.isEmpty()) {
                errors.required(at.child("status"), valid(STATUSES));
            } else if (!STATUSES.contains(status)) {
                errors.notSupported(at.child("status"), status, STATUSES);
            }
        }
    }

    private static void exitCodes(JsonNode codes, Set<String> names, Path path, FieldErrors errors) {
        String operator = Tree.text(codes, "operator");
        if (operator.isEmpty()) {
            errors.required(path.child("operator"), valid(OPERATORS));
        } else if (!OPERATORS.contains(operator)) {
            errors.notSupported(path.child("operator"), operator, OPERATORS);
        }
        String name = Tree.text(codes, "containerName");
        if (Tree.has(codes, "containerName") && !names.contains(name)) {
            errors.invalid(
                    path.child("containerName"),
                    name,
                    "must be one of the container or initContainer names in the pod template");
        }
        JsonNode values = Tree.get(codes, "values");
        if (values.isEmpty()) {
            errors.invalid(path.child("values"), values, "at least one value is required");
        } else if (values.size() > MAX_EXIT_CODES) {
            errors.tooMany(path.child("values"), values.size(), MAX_EXIT_CODES);
        }
        values(values, operator, path.child("values"), errors);
    }

    private static void values(JsonNode values, String operator, Path path, FieldErrors errors) {
        Set<Integer> seen = new HashSet<>();
        boolean ordered = true;
        for (int i = 0; i < values.size(); i++) {
            int value = values.get(i).asInt();
            if (operator.equals("In") && value == 0) {
                errors.invalid(path.index(i), value, "must not be 0 for the In operator");
            }
            if (!seen.add(value)) {
                errors.duplicate(path.index(i), value);
            }
            ordered &= i == 0 || values.get(i - 1).asInt() <= value;
        }
        if (!ordered) {
            errors.invalid(path, values, "must be ordered");
        }
    }

    static void success(JsonNode spec, boolean indexed, Path path, FieldErrors errors) {
        JsonNode policy = Tree.get(spec, "successPolicy");
        if (policy.isMissingNode()) {
            return;
        }
        JsonNode rules = Tree.get(policy, "rules");
        if (!indexed) {
            errors.invalid(path, InternalForm.of("SuccessPolicy", policy), "requires indexed completion mode");
            return;
        }
        if (rules.isEmpty()) {
            errors.required(
                    path.child("rules"), "at least one rules must be specified when the successPolicy is specified");
        } else if (rules.size() > MAX_RULES) {
            errors.tooMany(path.child("rules"), rules.size(), MAX_RULES);
        }
        int i = 0;
        for (JsonNode rule : rules) {
            success(rule, Tree.number(spec, "completions"), path.child("rules").index(i++), errors);
        }
    }

    private static void success(JsonNode rule, long completions, Path path, FieldErrors errors) {
        boolean byIndex = Tree.has(rule, "succeededIndexes");
        if (!byIndex && !Tree.has(rule, "succeededCount")) {
            errors.required(path, "at least one of succeededCount or succeededIndexes must be specified");
        }
        String indexes = Tree.text(rule, "succeededIndexes");
        int total = 0;
        if (indexes.length() > MAX_INDEXES_TEXT) {
            errors.tooLong(path.child("succeededIndexes"), MAX_INDEXES_TEXT);
        }
        try {
            total = IndexIntervals.count(indexes, completions);
        } catch (IllegalArgumentException e) {
            errors.invalid(
                    path.child("succeededIndexes"), indexes, "error parsing succeededIndexes: " + e.getMessage());
        }
        if (!Tree.has(rule, "succeededCount")) {
            return;
        }
        long count = Tree.number(rule, "succeededCount");
        Path at = path.child("succeededCount");
        if (count < 0) {
            errors.invalid(at, count, "must be greater than or equal to 0");
        }
        if (count > completions) {
            errors.invalid(
                    at,
                    count,
                    "must be less than or equal to " + completions + " (the number of specified completions)");
        }
        if (byIndex && count > total) {
            errors.invalid(
                    at,
                    count,
                    "must be less than or equal to " + total
                            + " (the number of indexes in the specified succeededIndexes field)");
        }
    }
}
