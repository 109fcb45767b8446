package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.quota.ContainerSums;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.Map;
import java.util.Set;

/** What a pod as a whole requests and is limited to, against what its containers do. */
final class PodResourceValidation {
    private PodResourceValidation() {}

    static void validate(JsonNode spec, Set<String> claims, Path path, FieldErrors errors) {
        JsonNode resources = Tree.get(spec, "resources");
        if (resources.isMissingNode()) {
            return;
        }
        if (Tree.text(Tree.get(spec, "os"), "name").equals("windows")) {
            errors.forbidden(path, "may not be set for a windows pod");
            return;
        }
        if (Tree.has(resources, "claims")) {
            errors.forbidden(path.child("claims"), "claims may not be set for Resources at pod-level");
        }
        ResourceValidation.requirements(resources, ResourceNames::pod, claims, path, errors);
        requests(spec, Tree.get(resources, "requests"), path.child("requests"), errors);
        limits(spec, Tree.get(resources, "limits"), path, errors);
    }

    private static void requests(JsonNode spec, JsonNode ofPod, Path path, FieldErrors errors) {
        for (Map.Entry<String, Quantity> sum :
                ContainerSums.of(spec, "requests").entrySet()) {
            JsonNode own = Tree.get(ofPod, sum.getKey());
            if (!own.isMissingNode() && sum.getValue().compareTo(Quantity.of(own)) > 0) {
                errors.invalid(
                        path.key(sum.getKey()),
                        Quantity.of(own).toString(),
                        "must be greater than or equal to aggregate container requests of " + sum.getValue());
            }
        }
    }

    private static void limits(JsonNode spec, JsonNode ofPod, Path path, FieldErrors errors) {
        for (Map.Entry<String, Quantity> sum : ContainerSums.of(spec, "limits").entrySet()) {
            JsonNode own = Tree.get(ofPod, sum.getKey());
            if (ResourceNames.isHugePages(sum.getKey())
                    && !own.isMissingNode()
                    && sum.getValue().compareTo(Quantity.of(own)) > 0) {
                errors.invalid(
                        path.child("limits").key(sum.getKey()),
                        Quantity.of(own).toString(),
                        "must be greater than or equal to aggregate container limits of " + sum.getValue());
            }
        }
        int i = 0;
        for (JsonNode container : Tree.get(spec, "containers")) {
            for (Map.Entry<String, JsonNode> entry : Tree.entries(Tree.get(container, "resources", "limits"))) {
                JsonNode own = Tree.get(ofPod, entry.getKey());
                Quantity limit = Quantity.of(entry.getValue());
                if (!own.isMissingNode() && limit.compareTo(Quantity.of(own)) > 0) {
                    errors.invalid(
                            path.child("containers")
                                    .index(i)
                                    .key(entry.getKey())
                                    .child("limits"),
                            limit.toString(),
                            "must be less than or equal to pod limits of " + Quantity.of(own));
                }
            }
            i++;
        }
    }
}
