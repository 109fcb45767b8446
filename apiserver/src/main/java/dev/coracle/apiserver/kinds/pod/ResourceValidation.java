package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldErrors;
import dev.coracle.machinery.field.Path;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Names;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a container or a whole pod asks for and is limited to: known names, sane amounts, requests within limits. */
final class ResourceValidation {
    /** Checks the name of a resource. */
    @FunctionalInterface
    interface NameCheck {
        void check(String name, Path path, FieldErrors errors);
    }

    private ResourceValidation() {}

    static void requirements(JsonNode resources, Set<String> podClaims, Path path, FieldErrors errors) {
        requirements(resources, ResourceNames::container, podClaims, path, errors);
    }

    static void requirements(
            JsonNode resources, NameCheck names, Set<String> podClaims, Path path, FieldErrors errors) {
        if (resources.isEmpty()) {
            return;
        }
        JsonNode limits = Tree.get(resources, "limits");
        JsonNode requests = Tree.get(resources, "requests");
        for (Map.Entry<String, JsonNode> entry : Tree.entries(limits)) {
            Path at = path.child("limits").key(entry.getKey());
            amount(entry.getKey(), entry.getValue(), names, at, errors);
            hugePages(entry.getKey(), entry.getValue(), at, errors);
        }
        for (Map.Entry<String, JsonNode> entry : Tree.entries(requests)) {
            String name = entry.getKey();
            Path at = path.child("requests").key(name);
            amount(name, entry.getValue(), names, at, errors);
            withinLimit(name, Quantity.of(entry.getValue()), Tree.get(limits, name), path, errors);
            hugePages(name, entry.getValue(), at, errors);
        }
        boolean huge = hasHugePages(limits) || hasHugePages(requests);
        if (huge && !hasCompute(limits) && !hasCompute(requests)) {
            errors.forbidden(path, "HugePages require cpu or memory");
        }
        claims(Tree.get(resources, "claims"), podClaims, path.child("claims"), errors);
    }

    private static void withinLimit(String name, Quantity request, JsonNode limitNode, Path path, FieldErrors errors) {
        boolean overcommits = ResourceNames.isOvercommitAllowed(name);
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

    private static void amount(String name, JsonNode value, NameCheck names, Path path, FieldErrors errors) {
        names.check(name, path, errors);
        ResourceNames.amount(name, value, path, errors);
    }

    private static void hugePages(String name, JsonNode value, Path path, FieldErrors errors) {
        if (ResourceNames.isHugePages(name)) {
            Quantity amount = Quantity.of(value);
            boolean divisible = Quantity.parse(name.substring(ResourceNames.HUGE_PAGES.length()))
                    .filter(size -> size.signum() > 0 && size.isInteger() && amount.isMultipleOf(size))
                    .isPresent();
            if (!divisible) {
                errors.invalid(path, amount.toString(), amount + " is not positive integer multiple of " + name);
            }
        }
    }

    private static boolean hasHugePages(JsonNode amounts) {
        return Tree.entries(amounts).stream().anyMatch(entry -> ResourceNames.isHugePages(entry.getKey()));
    }

    private static boolean hasCompute(JsonNode amounts) {
        return Tree.has(amounts, "cpu") || Tree.has(amounts, "memory");
    }

    private static void claims(JsonNode claims, Set<String> podClaims, Path path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        int i = 0;
        for (JsonNode claim : claims) {
            Path at = path.index(i++);
            String name = Tree.text(claim, "name");
            if (name.isEmpty()) {
                errors.required(at, "");
            } else if (names.contains(name)) {
                errors.duplicate(at, name);
            } else {
                request(name, Tree.text(claim, "request"), names, at, errors);
            }
            if (!name.isEmpty() && !podClaims.contains(name)) {
                String known = podClaims.isEmpty()
                        ? " which is empty"
                        : ": " + String.join(", ", podClaims.stream().sorted().toList());
                errors.add(
                        ErrorType.NOT_FOUND, at, name, "must be one of the names in pod.spec.resourceClaims" + known);
            }
        }
    }

    private static void request(String name, String request, Set<String> names, Path path, FieldErrors errors) {
        String key = request.isEmpty() ? name : name + "/" + request;
        if (!request.isEmpty()) {
            Names.dnsLabel(request, path.child("request"), errors);
        }
        if (names.contains(key)) {
            errors.duplicate(path, key);
        } else if (request.isEmpty()) {
            names.stream().filter(other -> other.startsWith(name + "/")).forEach(other -> errors.duplicate(path, name));
        }
        names.add(key);
    }
}
