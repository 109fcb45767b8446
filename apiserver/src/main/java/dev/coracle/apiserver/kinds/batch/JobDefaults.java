package dev.coracle.apiserver.kinds.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.kinds.pod.PodTemplates;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** A job's spec where it says nothing, and what is hardly meant by one. */
final class JobDefaults {
    private JobDefaults() {}

    /** Of a job, as opposed to a template of jobs. */
    static void spec(ObjectNode spec) {
        template(spec);
        if (!Tree.has(spec, "completions") && !Tree.has(spec, "parallelism")) {
            spec.put("completions", 1);
        }
        Tree.setDefault(spec, "parallelism", 1);
        Tree.setDefault(spec, "backoffLimit", Tree.has(spec, "backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
        Tree.setDefault(spec, "completionMode", "NonIndexed");
        flag(spec, "suspend");
        if (!Tree.has(spec, "podReplacementPolicy")) {
            spec.put("podReplacementPolicy", Tree.has(spec, "podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        }
        flag(spec, "manualSelector");
    }

    /** Of a job and of a template of jobs alike. */
    static void template(ObjectNode spec) {
        for (JsonNode rule : Tree.get(spec, "podFailurePolicy", "rules")) {
            for (JsonNode pattern : Tree.get(rule, "onPodConditions")) {
                if (pattern instanceof ObjectNode node) {
                    Tree.setDefault(node, "status", "True");
                }
            }
        }
        PodTemplates.setDefaults(spec);
    }

    private static void flag(ObjectNode spec, String field) {
        if (!Tree.has(spec, field)) {
            spec.put(field, false);
        }
    }

    static List<String> warnings(JsonNode spec, String path) {
        List<String> warnings = new ArrayList<>(0);
        if (Tree.text(spec, "completionMode").equals("Indexed")
                && Tree.number(spec, "completions") > 100_000
                && Tree.number(spec, "parallelism") > 10_000) {
            warnings.add(
                    path + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher"
                            + " than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes"
                            + " fail");
        }
        warnings.addAll(PodTemplates.warnings(Tree.get(spec, "template"), path + ".template"));
        return warnings;
    }
}
