package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.field.ErrorType;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.field.Path;
import dev.coracle.apiserver.tree.Tree;
import dev.coracle.apiserver.validation.LabelValidation;
import dev.coracle.apiserver.validation.Quantity;
import java.util.Map;
import java.util.Set;

/** What a container asks for and is limited to: known names, sane amounts, requests within limits. */
final class ResourceValidation {
    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");
    /** Names without a domain that mean something somewhere, though not to a container. */
    private static final Set<String> STANDARD_ELSEWHERE = Set.of(
            "storage",
            "pods",
            "services",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "requests.storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");

    private ResourceValidation() {}

    static void requirements(JsonNode resources, Set<String> podClaims, Path path, FieldErrors errors) {
        if (resources.isEmpty()) {
            return;
        }
        JsonNode limits = Tree.get(resources, "limits");
        JsonNode requests = Tree.get(resources, "requests");
        list(limits, path.child("limits"), errors);
        for (Map.Entry<String, JsonNode> entry : Tree.entries(requests)) {
            String name = entry.getKey();
            Path at = path.child("requests").key(name);
            amount(name, entry.getValue(), at, errors);
            withinLimit(name, Quantity.of(entry.getValue()), Tree.get(limits, name), path, errors);
        }
        boolean huge = hasHugePages(limits) || hasHugePages(requests);
        if (huge && !hasCompute(limits) && !hasCompute(requests)) {
            errors.forbidden(path, "HugePages require cpu or memory");
        }
        claims(Tree.get(resources, "claims"), podClaims, path.child("claims"), errors);
    }

    static void list(JsonNode amounts, Path path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(amounts)) {
            amount(entry.getKey(), entry.getValue(), path.key(entry.getKey()), errors);
        }
    }

    private static void withinLimit(String name, Quantity request, JsonNode limitNode, Path path, FieldErrors errors) {
        boolean overcommits = isNative(name) && !name.startsWith("hugepages-");
        if (limitNode.isMissingNode()) {
            if (!overcommits) {
                errors.required(path.child("limits"), "Limit must be set for non overcommitable resources");
            }
            return;
        }
        Quantity limit = Quantity.of(limitNode);
        if (request.compareTo(limit) != 0 && !overcommits) {
            errors.invalid(
                    path.child("requests"), request.toString(), "must be equal to " + name + " limit of " + limit);
        } else if (request.compareTo(limit) > 0) {
            errors.invalid(
                    path.child("requests"),
                    request.toString(),
                    "must be less than or equal to " + name + " limit of " + limit);
        }
    }

    private static void amount(String name, JsonNode value, Path path, FieldErrors errors) {
        if (!STANDARD.contains(name)) {
            name(name, path, errors);
        }
        Quantity quantity = Quantity.of(value);
        if (quantity.signum() < 0) {
            errors.invalid(path, quantity.toString(), "must be greater than or equal to 0");
        }
        boolean whole = !isNative(name);
        if (whole && !quantity.isInteger()) {
            errors.invalid(path, quantity.toString(), "must be an integer");
        }
    }

    private static void name(String name, Path path, FieldErrors errors) {
        LabelValidation.labelName(name, path, errors);
        if (name.indexOf('/') >= 0) {
            if (!isNative(name) && name.startsWith("requests.")) {
                errors.invalid(path, name, "doesn't follow extended resource name standard");
            }
        } else if (!name.startsWith("hugepages-")) {
            if (!STANDARD_ELSEWHERE.contains(name)) {
                errors.invalid(path, name, "must be a standard resource type or fully qualified");
            }
            errors.invalid(path, name, "must be a standard resource for containers");
        }
    }

    /** Whether the name is Kubernetes' own: without a domain, or in kubernetes.io. */
    private static boolean isNative(String name) {
        int slash = name.indexOf('/');
        return slash < 0 || name.substring(0, slash).endsWith("kubernetes.io");
    }

    private static boolean hasHugePages(JsonNode amounts) {
        return Tree.entries(amounts).stream().anyMatch(entry -> entry.getKey().startsWith("hugepages-"));
    }

    private static boolean hasCompute(JsonNode amounts) {
        return Tree.has(amounts, "cpu") || Tree.has(amounts, "memory");
    }

    private static void claims(JsonNode claims, Set<String> podClaims, Path path, FieldErrors errors) {
        int i = 0;
        for (JsonNode claim : claims) {
            Path at = path.index(i++);
            String name = Tree.text(claim, "name");
            if (name.isEmpty()) {
                errors.required(at, "");
            } else if (!podClaims.contains(name)) {
                String known = podClaims.isEmpty()
                        ? " which is empty"
                        : ": " + String.join(", ", podClaims.stream().sorted().toList());
                errors.add(
                        ErrorType.NOT_FOUND, at, name, "must be one of the names in pod.spec.resourceClaims" + known);
            }
        }
    }
}
