package dev.coracle.controllers.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The annotations that number a Deployment's ReplicaSets and remember what they were last scaled for. */
final class Revisions {
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
    static final String MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

    /** What a ReplicaSet does not inherit from its Deployment. {@code kubernetes.io/change-cause} it does. */
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            HISTORY,
            DESIRED_REPLICAS,
            MAX_REPLICAS,
            "deprecated.deployment.rollback.to");

    /** The history keeps as many of the latest revisions as fit. */
    private static final int HISTORY_CHARS = 2000;

    private Revisions() {}

    static Map<String, String> annotations(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    /** 0 if there is none, or none that can be read. */
    static long revision(HasMetadata object) {
        return number(object, REVISION).map(Long::longValue).orElse(0L);
    }

    static long highest(Collection<ReplicaSet> replicaSets) {
        return replicaSets.stream().mapToLong(Revisions::revision).max().orElse(0);
    }

    static Optional<Integer> desiredReplicas(ReplicaSet replicaSet) {
        return number(replicaSet, DESIRED_REPLICAS).map(Long::intValue);
    }

    static Optional<Integer> maxReplicas(ReplicaSet replicaSet) {
        return number(replicaSet, MAX_REPLICAS).map(Long::intValue);
    }

    private static Optional<Long> number(HasMetadata object, String annotation) {
        String value = annotations(object).get(annotation);
        try {
            return value == null ? Optional.empty() : Optional.of(Long.valueOf(value));
        } catch (NumberFormatException notANumber) {
            return Optional.empty(); // anybody may write annotations
        }
    }

    /** The annotations the new ReplicaSet should have as {@code revision}: the Deployment's, its number, its history. */
    static Map<String, String> forNewest(Deployment deployment, HasMetadata newest, long revision) {
        Map<String, String> result = new LinkedHashMap<>(annotations(newest));
        annotations(deployment).forEach((key, value) -> {
            if (!NOT_COPIED.contains(key)) {
                result.put(key, value);
            }
        });
        long last = revision(newest);
        if (last < revision) {
            String lastText = result.put(REVISION, Long.toString(revision));
            if (lastText != null) {
                result.put(HISTORY, appendToHistory(result.getOrDefault(HISTORY, ""), lastText));
            }
        }
        return result;
    }

    private static String appendToHistory(String history, String revision) {
        if (history.isEmpty()) {
            return revision;
        }
        List<String> revisions = new ArrayList<>(List.of(history.split(",")));
        revisions.add(revision);
        while (revisions.size() > 1 && String.join(",", revisions).length() > HISTORY_CHARS) {
            revisions.remove(0);
        }
        return String.join(",", revisions);
    }

    /** With the sizes the Deployment asks for, by which a later change of them is noticed. */
    static Map<String, String> withSizes(Map<String, String> annotations, Bounds bounds) {
        Map<String, String> result = new LinkedHashMap<>(annotations);
        result.put(DESIRED_REPLICAS, Integer.toString(bounds.replicas()));
        result.put(MAX_REPLICAS, Integer.toString(bounds.maxTotal()));
        return result;
    }
}
