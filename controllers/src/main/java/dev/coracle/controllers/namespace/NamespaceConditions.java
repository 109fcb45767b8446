package dev.coracle.controllers.namespace;

import dev.coracle.client.ApiTime;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The conditions of a namespace that is being deleted, in the words of kube-controller-manager v1.36. */
final class NamespaceConditions {
    private NamespaceConditions() {}

    private record Finding(String type, boolean holds, String reason, String message) {}

    /** {@code last} with the findings of a pass put in; unchanged conditions keep their time. */
    static List<NamespaceCondition> update(List<NamespaceCondition> last, Remains remains, Instant now) {
        List<NamespaceCondition> result = new ArrayList<>(last);
        for (Finding finding : findings(remains)) {
            NamespaceCondition known = result.stream()
                    .filter(c -> finding.type.equals(c.getType()))
                    .findFirst()
                    .orElse(null);
            String status = finding.holds ? "True" : "False";
            boolean sameStatus = known != null && status.equals(known.getStatus());
            if (sameStatus && finding.reason.equals(known.getReason()) && finding.message.equals(known.getMessage())) {
                continue;
            }
            NamespaceCondition next = new NamespaceConditionBuilder()
                    .withType(finding.type)
                    .withStatus(status)
                    .withReason(finding.reason)
                    .withMessage(finding.message)
                    .withLastTransitionTime(sameStatus ? known.getLastTransitionTime() : ApiTime.seconds(now))
                    .build();
            if (known == null) {
                result.add(next);
            } else {
                result.set(result.indexOf(known), next);
            }
        }
        return result;
    }

    private static List<Finding> findings(Remains remains) {
        return List.of(
                remains.undiscovered.isEmpty()
                        ? good(
                                "NamespaceDeletionDiscoveryFailure",
                                "ResourcesDiscovered",
                                "All resources successfully discovered")
                        : bad(
                                "NamespaceDeletionDiscoveryFailure",
                                "DiscoveryFailed",
                                "Discovery failed for some groups, " + remains.undiscovered.size() + " failing: "
                                        + join(remains.undiscovered, ": ", "")),
                good(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        "ParsedGroupVersions",
                        "All legacy kube types successfully parsed"),
                remains.failures.isEmpty()
                        ? good(
                                "NamespaceDeletionContentFailure",
                                "ContentDeleted",
                                "All content successfully deleted, may be waiting on finalization")
                        : bad(
                                "NamespaceDeletionContentFailure",
                                "ContentDeletionFailed",
                                "Failed to delete all resource types, " + remains.failures.size() + " remaining: "
                                        + join(remains.failures, ": ", "")),
                remains.instances.isEmpty()
                        ? good("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed")
                        : bad(
                                "NamespaceContentRemaining",
                                "SomeResourcesRemain",
                                "Some resources are remaining: "
                                        + join(remains.instances, " has ", " resource instances")),
                remains.finalizers.isEmpty()
                        ? good(
                                "NamespaceFinalizersRemaining",
                                "ContentHasNoFinalizers",
                                "All content-preserving finalizers finished")
                        : bad(
                                "NamespaceFinalizersRemaining",
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: "
                                        + join(remains.finalizers, " in ", " resource instances")));
    }

    private static Finding good(String type, String reason, String message) {
        return new Finding(type, false, reason, message);
    }

    private static Finding bad(String type, String reason, String message) {
        return new Finding(type, true, reason, message);
    }

    private static String join(Map<String, ?> map, String between, String after) {
        return map.entrySet().stream()
                .map(e -> e.getKey() + between + e.getValue() + after)
                .collect(Collectors.joining(", "));
    }
}
