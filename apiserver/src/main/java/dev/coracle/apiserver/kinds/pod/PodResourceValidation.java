package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.quota.ContainerSums;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.Map;
import java.util.Set;

/** What a pod as a whole requests and is limited to, against what its containers do. */
final class PodResourceValidation {
    private PodResourceValidation() {}

    static void validate(Field spec, Set<String> claims) {
        Field resources = spec.at("resources");
        if (!resources.isPresent()) {
            return;
        }
        if (spec.at("os").text("name").equals("windows")) {
            resources.forbidden("may not be set for a windows pod");
            return;
        }
        if (resources.has("claims")) {
            resources.at("claims").forbidden("claims may not be set for Resources at pod-level");
        }
        ResourceValidation.requirements(resources, ResourceNames::pod, claims);
        ContainerSums.of(spec.node(), "requests")
                .forEach((name, sum) -> atLeast(resources.at("requests").key(name), sum, "requests"));
        ContainerSums.of(spec.node(), "limits").forEach((name, sum) -> {
            if (ResourceNames.isHugePages(name)) {
                atLeast(resources.at("limits").key(name), sum, "limits");
            }
        });
        for (Field container : spec.each("containers")) {
            // Upstream's path has the container in the pod's resources.
            Field shown = resources.at("containers").item(container.index());
            JsonNode limits = container.at("resources", "limits").node();
            for (Map.Entry<String, JsonNode> entry : Tree.entries(limits)) {
                JsonNode own = resources.at("limits").key(entry.getKey()).node();
                Quantity limit = Quantity.of(entry.getValue());
                if (!own.isMissingNode() && limit.compareTo(Quantity.of(own)) > 0) {
                    shown.key(entry.getKey())
                            .at("limits")
                            .invalid(
                                    limit.toString(),
                                    "must be less than or equal to pod limits of " + Quantity.of(own));
                }
            }
        }
    }

    private static void atLeast(Field own, Quantity sum, String amounts) {
        if (own.isPresent() && sum.compareTo(Quantity.of(own.node())) > 0) {
            own.invalid(
                    Quantity.of(own.node()).toString(),
                    "must be greater than or equal to aggregate container " + amounts + " of " + sum);
        }
    }
}
