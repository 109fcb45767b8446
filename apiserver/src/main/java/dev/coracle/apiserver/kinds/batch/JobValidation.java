package dev.coracle.apiserver.kinds.batch;

import static dev.coracle.machinery.validation.FieldRule.all;
import static dev.coracle.machinery.validation.FieldRule.choice;
import static dev.coracle.machinery.validation.FieldRule.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.DnsNames;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.FieldRule;
import dev.coracle.machinery.validation.LabelValidation;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.PrintedForms;
import java.util.List;
import java.util.Map;

/** batch/validation's ValidateJob and what a template of jobs shares with it. */
final class JobValidation {
    private static final int MANY_COMPLETIONS = 100_000;
    private static final int MAX_INDEXED_PARALLELISM = 100_000;
    private static final int MAX_FAILED_INDEXES = 100_000;
    private static final int LIMIT_FOR_MANY = 10_000;
    private static final int MAX_MANAGED_BY = 63;

    private static final FieldRule SPEC = all(
            field("parallelism").nonNegative(),
            field("completions").nonNegative(),
            field("activeDeadlineSeconds").nonNegative(),
            field("backoffLimit").nonNegative(),
            field("ttlSecondsAfterFinished").nonNegative(),
            field("backoffLimitPerIndex").nonNegative(),
            field("maxFailedIndexes").nonNegative(),
            JobValidation::failuresPerIndex,
            field("managedBy").to(Names::domainPrefixedPath).maxLength(MAX_MANAGED_BY),
            field("completionMode").optional().oneOf("NonIndexed", "Indexed"),
            choice("completionMode")
                    .when("Indexed", JobValidation::indexed)
                    .when("NonIndexed", JobValidation::notIndexed)
                    .when("", JobValidation::notIndexed),
            JobPolicyValidation::failure,
            JobPolicyValidation::success,
            JobValidation::replacement,
            spec -> PodTemplates.validate(spec.at("template")),
            JobValidation::restartPolicy);

    private JobValidation() {}

    /** @param prefixed whether the template must have the labels with a prefix; jobs of old have those without */
    static void job(ObjectNode job, boolean prefixed, FieldErrors errors) {
        Field root = Field.of(job, errors);
        Field spec = root.at("spec");
        Field name = root.at("metadata", "name");
        generatedSelector(root, prefixed);
        selectedSpec(spec);
        long completions = spec.number("completions");
        if (isIndexed(spec.node()) && completions > 0) {
            String longest = name.text() + "-" + (completions - 1);
            if (!DnsNames.label(longest, false).isEmpty()) {
                name.invalid("will not able to create pod with invalid DNS label: " + longest);
            }
        }
    }

    static boolean isIndexed(JsonNode spec) {
        return Tree.text(spec, "completionMode").equals("Indexed");
    }

    private static void generatedSelector(Field job, boolean prefixed) {
        Field spec = job.at("spec");
        Field selector = spec.at("selector");
        if (spec.flag("manualSelector") || !selector.isPresent()) {
            return;
        }
        Field uid = job.at("metadata", "uid");
        if (uid.isEmpty()) {
            uid.required("");
        }
        ObjectNode expected = Tree.newObject();
        for (String prefix : prefixed ? List.of("", "batch.kubernetes.io/") : List.of("")) {
            expected.put(prefix + "controller-uid", uid.text()).put(prefix + "job-name", Tree.name(job.node()));
        }
        Field labels = spec.at("template", "metadata").at("labels");
        for (Map.Entry<String, JsonNode> label : expected.properties()) {
            Field given = labels.key(label.getKey());
            String detail = "must be '" + label.getValue().asText() + "'";
            if (!given.isPresent()) {
                given.required(detail);
            } else if (!given.text().equals(label.getValue().asText())) {
                given.invalid(PrintedForms.map(labels.node()), detail);
            }
        }
        if (LabelValidation.isUsable(selector.node()) && !LabelValidation.matches(selector.node(), expected)) {
            selector.invalid(PrintedForms.selector(selector.node()), "`selector` not auto-generated");
        }
    }

    /** A job's own spec: it has a selector. */
    static void selectedSpec(Field spec) {
        spec(spec);
        Field selector = spec.at("selector");
        if (selector.isPresent()) {
            LabelValidation.selector(selector);
        } else {
            selector.required("");
        }
        Field labels = spec.at("template", "metadata").at("labels");
        boolean selects = selector.isPresent() && LabelValidation.matches(selector.node(), labels.node());
        if (LabelValidation.isUsable(selector.node()) && !selects) {
            labels.invalid(PrintedForms.map(labels.node()), "`selector` does not match template `labels`");
        }
    }

    static void spec(Field spec) {
        SPEC.check(spec);
    }

    private static void failuresPerIndex(Field spec) {
        if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
            spec.at("backoffLimitPerIndex").required("when maxFailedIndexes is specified");
        }
    }

    private static void notIndexed(Field spec) {
        for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
            if (spec.has(field)) {
                spec.at(field).invalid("requires indexed completion mode");
            }
        }
    }

    private static void indexed(Field spec) {
        Field completions = spec.at("completions");
        Field parallelism = spec.at("parallelism");
        Field failed = spec.at("maxFailedIndexes");
        if (!completions.isPresent()) {
            completions.required("when completion mode is Indexed");
        }
        atMost(MAX_INDEXED_PARALLELISM, " when completion mode is Indexed", parallelism);
        if (completions.isPresent() && failed.number() > completions.number()) {
            failed.invalid("must be less than or equal to completions");
        }
        atMost(MAX_FAILED_INDEXES, "", failed);
        if (completions.number() <= MANY_COMPLETIONS || !spec.has("backoffLimitPerIndex")) {
            return;
        }
        if (!failed.isPresent()) {
            failed.required("must be specified when completions is above " + MANY_COMPLETIONS);
        }
        String when = " when completions are above " + MANY_COMPLETIONS + " and used with backoff limit per index";
        atMost(LIMIT_FOR_MANY, when, parallelism);
        atMost(LIMIT_FOR_MANY, when, failed);
    }

    private static void atMost(long max, String when, Field value) {
        if (value.number() > max) {
            value.invalid("must be less than or equal to " + max + when);
        }
    }

    private static void replacement(Field spec) {
        boolean counts = spec.has("podFailurePolicy");
        spec.at("podReplacementPolicy")
                .oneOfIfPresent(counts ? List.of("Failed") : List.of("Failed", "TerminatingOrFailed"));
    }

    private static void restartPolicy(Field spec) {
        Field policy = spec.at("template", "spec").at("restartPolicy");
        switch (policy.text()) {
            case "", "Always" -> policy.required("valid values: \"OnFailure\", \"Never\"");
            case "Never" -> {
                // The one that goes with everything.
            }
            case "OnFailure" -> {
                if (spec.has("podFailurePolicy")) {
                    policy.invalid("only \"Never\" is supported when podFailurePolicy is specified");
                }
            }
            default -> policy.notSupported(List.of("OnFailure", "Never"));
        }
    }
}
