package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Numbers;
import dev.coracle.machinery.validation.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** batch/validation's ValidateJob and what a template of jobs shares with it. */
final class JobValidation {
    private static final List<String> MODES = List.of("NonIndexed", "Indexed");
    private static final List<String> REPLACEMENTS = List.of("Failed", "TerminatingOrFailed");
    private static final List<String> RESTARTS = List.of("OnFailure", "Never");
    private static final String PATH_FORMAT = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
    private static final Pattern PATH = Pattern.compile(PATH_FORMAT);
    private static final int MANY_COMPLETIONS = 100_000;
    private static final int MAX_INDEXED_PARALLELISM = 100_000;
    private static final int MAX_FAILED_INDEXES = 100_000;
    private static final int LIMIT_FOR_MANY = 10_000;
    private static final int MAX_MANAGED_BY = 63;

    private JobValidation() {}

    /** @param prefixed whether the template must have the labels with a prefix; jobs of old have those without */
    static void job(ObjectNode job, boolean prefixed, FieldErrors errors) {
        JsonNode spec = Tree.spec(job);
        Path path = Path.of("spec");
        generatedSelector(job, prefixed, errors);
        selectedSpec(spec, path, errors);
        long completions = Tree.number(spec, "completions");
        if (isIndexed(spec) && completions > 0) {
            String name = Tree.name(job);
            String longest = name + "-" + (completions - 1);
            if (!DnsNames.label(longest, false).isEmpty()) {
                errors.invalid(
                        Path.of("metadata", "name"),
                        name,
                        "will not able to create pod with invalid DNS label: " + longest);
            }
        }
    }

    static boolean isIndexed(JsonNode spec) {
        return Tree.text(spec, "completionMode").equals("Indexed");
    }

    private static void generatedSelector(ObjectNode job, boolean prefixed, FieldErrors errors) {
        JsonNode spec = Tree.spec(job);
        JsonNode selector = Tree.get(spec, "selector");
        if (Tree.flag(spec, "manualSelector") || selector.isMissingNode()) {
            return;
        }
        String uid = Tree.text(Tree.metadata(job), "uid");
        if (uid.isEmpty()) {
            errors.required(Path.of("metadata", "uid"), "");
        }
        List<String> expected = new ArrayList<>(List.of("controller-uid", uid, "job-name", Tree.name(job)));
        if (prefixed) {
            expected.addAll(
                    List.of("batch.kubernetes.io/controller-uid", uid, "batch.kubernetes.io/job-name", Tree.name(job)));
        }
        JsonNode labels = Tree.get(Tree.metadata(Tree.get(spec, "template")), "labels");
        ObjectNode all = Tree.newObject();
        for (int i = 0; i < expected.size(); i += 2) {
            hasLabel(labels, expected.get(i), expected.get(i + 1), errors);
            all.put(expected.get(i), expected.get(i + 1));
        }
        if (LabelValidation.isUsable(selector) && !LabelValidation.matches(selector, all)) {
            errors.invalid(Path.of("spec", "selector"), Shown.selector(selector), "`selector` not auto-generated");
        }
    }

    private static void hasLabel(JsonNode labels, String key, String expected, FieldErrors errors) {
        Path path = Path.of("spec", "template", "metadata", "labels");
        if (!Tree.has(labels, key)) {
            errors.add(ErrorType.REQUIRED, path.key(key), null, "must be '" + expected + "'");
        } else if (!Tree.text(labels, key).equals(expected)) {
            errors.invalid(path.key(key), Shown.map(labels), "must be '" + expected + "'");
        }
    }

    /** A job's own spec: it has a selector. */
    static void selectedSpec(JsonNode spec, Path path, FieldErrors errors) {
        spec(spec, path, errors);
        JsonNode selector = Tree.get(spec, "selector");
        if (selector.isMissingNode()) {
            errors.required(path.child("selector"), "");
        } else {
            LabelValidation.selector(selector, path.child("selector"), errors);
        }
        JsonNode labels = Tree.get(Tree.metadata(Tree.get(spec, "template")), "labels");
        boolean selects = !selector.isMissingNode() && LabelValidation.matches(selector, labels);
        if (LabelValidation.isUsable(selector) && !selects) {
            errors.invalid(
                    path.child("template").child("metadata").child("labels"),
                    Shown.map(labels),
                    "`selector` does not match template `labels`");
        }
    }

    static void spec(JsonNode spec, Path path, FieldErrors errors) {
        for (String field : new String[] {
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes"
        }) {
            Numbers.nonNegative(spec, field, path, errors);
        }
        if (Tree.has(spec, "maxFailedIndexes") && !Tree.has(spec, "backoffLimitPerIndex")) {
            errors.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }
        if (Tree.has(spec, "managedBy")) {
            managedBy(Tree.text(spec, "managedBy"), path.child("managedBy"), errors);
        }
        completionMode(spec, path, errors);
        JobPolicyValidation.failure(spec, path.child("podFailurePolicy"), errors);
        JobPolicyValidation.success(spec, isIndexed(spec), path.child("successPolicy"), errors);
        if (Tree.has(spec, "podReplacementPolicy")) {
            String policy = Tree.text(spec, "podReplacementPolicy");
            List<String> supported = Tree.has(spec, "podFailurePolicy") ? List.of("Failed") : REPLACEMENTS;
            if (!supported.contains(policy)) {
                errors.notSupported(path.child("podReplacementPolicy"), policy, supported);
            }
        }
        PodTemplates.validate(Tree.get(spec, "template"), path.child("template"), errors);
        restartPolicy(spec, path.child("template").child("spec").child("restartPolicy"), errors);
    }

    private static void managedBy(String manager, Path path, FieldErrors errors) {
        int slash = manager.indexOf('/');
        if (manager.isEmpty()) {
            errors.required(path, "");
        } else if (slash <= 0 || slash == manager.length() - 1) {
            errors.invalid(path, manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        } else {
            String domain = manager.substring(0, slash);
            for (String message : DnsNames.subdomain(domain, false)) {
                errors.invalid(path, domain, message);
            }
            String rest = manager.substring(slash + 1);
            if (!PATH.matcher(rest).matches()) {
                errors.invalid(path, rest, "Invalid path (regex used for validation is '" + PATH_FORMAT + "')");
            }
        }
        if (manager.length() > MAX_MANAGED_BY) {
            errors.tooLong(path, MAX_MANAGED_BY);
        }
    }

    private static void completionMode(JsonNode spec, Path path, FieldErrors errors) {
        String mode = Tree.text(spec, "completionMode");
        if (Tree.has(spec, "completionMode") && !MODES.contains(mode)) {
            errors.notSupported(path.child("completionMode"), mode, MODES);
        }
        if (isIndexed(spec)) {
            indexed(spec, path, errors);
        } else if (mode.isEmpty() || mode.equals("NonIndexed")) {
            for (String field : new String[] {"backoffLimitPerIndex", "maxFailedIndexes"}) {
                if (Tree.has(spec, field)) {
                    errors.invalid(path.child(field), Tree.number(spec, field), "requires indexed completion mode");
                }
            }
        }
    }

    private static void indexed(JsonNode spec, Path path, FieldErrors errors) {
        long completions = Tree.number(spec, "completions");
        long parallelism = Tree.number(spec, "parallelism");
        long failed = Tree.number(spec, "maxFailedIndexes");
        boolean complete = Tree.has(spec, "completions");
        if (!complete) {
            errors.required(path.child("completions"), "when completion mode is Indexed");
        }
        if (parallelism > MAX_INDEXED_PARALLELISM) {
            errors.invalid(
                    path.child("parallelism"),
                    parallelism,
                    "must be less than or equal to " + MAX_INDEXED_PARALLELISM + " when completion mode is Indexed");
        }
        if (complete && failed > completions) {
            errors.invalid(path.child("maxFailedIndexes"), failed, "must be less than or equal to completions");
        }
        if (failed > MAX_FAILED_INDEXES) {
            errors.invalid(
                    path.child("maxFailedIndexes"), failed, "must be less than or equal to " + MAX_FAILED_INDEXES);
        }
        if (completions <= MANY_COMPLETIONS || !Tree.has(spec, "backoffLimitPerIndex")) {
            return;
        }
        String when = "must be less than or equal to " + LIMIT_FOR_MANY + " when completions are above "
                + MANY_COMPLETIONS + " and used with backoff limit per index";
        if (!Tree.has(spec, "maxFailedIndexes")) {
            errors.required(
                    path.child("maxFailedIndexes"), "must be specified when completions is above " + MANY_COMPLETIONS);
        }
        if (parallelism > LIMIT_FOR_MANY) {
            errors.invalid(path.child("parallelism"), parallelism, when);
        }
        if (failed > LIMIT_FOR_MANY) {
            errors.invalid(path.child("maxFailedIndexes"), failed, when);
        }
    }

    private static void restartPolicy(JsonNode spec, Path path, FieldErrors errors) {
        String policy = Tree.text(Tree.spec(Tree.get(spec, "template")), "restartPolicy");
        if (policy.isEmpty() || policy.equals("Always")) {
            errors.required(path, "valid values: \"OnFailure\", \"Never\"");
        } else if (!RESTARTS.contains(policy)) {
            errors.notSupported(path, policy, RESTARTS);
        } else if (Tree.has(spec, "podFailurePolicy") && !policy.equals("Never")) {
            errors.invalid(path, policy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }
}
