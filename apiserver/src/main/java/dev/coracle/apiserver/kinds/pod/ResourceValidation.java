package dev.coracle.apiserver.kinds.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.tree.Tree;
import dev.coracle.machinery.validation.Field;
import dev.coracle.machinery.validation.NameRule;
import dev.coracle.machinery.validation.Quantity;
import dev.coracle.machinery.validation.ResourceNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** What a container or a whole pod asks for and is limited to: known names, sane amounts, requests within limits. */
final class ResourceValidation {
    private ResourceValidation() {}

    static void requirements(Field resources, Set<String> podClaims) {
        requirements(resources, ResourceNames::container, podClaims);
    }

    /** @param names checks the name of a resource */
    static void requirements(Field resources, BiConsumer<String, Field> names, Set<String> podClaims) {
        if (resources.isEmpty()) {
            return;
        }
        Field limits = resources.at("limits");
        Field requests = resources.at("requests");
        for (Field limit : limits.entries()) {
            amount(limit, names);
            hugePages(limit);
        }
        for (Field request : requests.entries()) {
            amount(request, names);
            withinLimit(request, limits.key(request.name()), resources);
            hugePages(request);
        }
        boolean huge = hasHugePages(limits) || hasHugePages(requests);
        if (huge && !hasCompute(limits) && !hasCompute(requests)) {
            resources.forbidden("HugePages require cpu or memory");
        }
        claims(resources.at("claims"), podClaims);
    }

    private static void withinLimit(Field requested, Field limited, Field resources) {
        String name = requested.name();
        boolean overcommits = ResourceNames.isOvercommitAllowed(name);
        if (!limited.isPresent()) {
            if (!overcommits) {
                resources.at("limits").required("Limit must be set for non overcommitable resources");
            }
            return;
        }
        Quantity request = Quantity.of(requested.node());
        Quantity limit = Quantity.of(limited.node());
        String of = " " + name + " limit of " + limit;
        if (request.compareTo(limit) != 0 && !overcommits) {
            resources.at("requests").invalid(request.toString(), "must be equal to" + of);
        } else if (request.compareTo(limit) > 0) {
            resources.at("requests").invalid(request.toString(), "must be less than or equal to" + of);
        }
    }

    private static void amount(Field amount, BiConsumer<String, Field> names) {
        names.accept(amount.name(), amount);
        ResourceNames.amount(amount.name(), amount);
    }

    private static void hugePages(Field pages) {
        String name = pages.name();
        if (ResourceNames.isHugePages(name)) {
            Quantity amount = Quantity.of(pages.node());
            boolean divisible = Quantity.parse(name.substring(ResourceNames.HUGE_PAGES.length()))
                    .filter(size -> size.signum() > 0 && size.isInteger() && amount.isMultipleOf(size))
                    .isPresent();
            if (!divisible) {
                pages.invalid(amount.toString(), amount + " is not positive integer multiple of " + name);
            }
        }
    }

    private static boolean hasHugePages(Field amounts) {
        for (Map.Entry<String, JsonNode> entry : Tree.entries(amounts.node())) {
            if (ResourceNames.isHugePages(entry.getKey())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasCompute(Field amounts) {
        return amounts.has("cpu") || amounts.has("memory");
    }

    private static void claims(Field claims, Set<String> podClaims) {
        if (claims.isEmpty()) {
            return;
        }
        Set<String> names = new HashSet<>();
        Map<String, Integer> requests = new HashMap<>();
        for (Field claim : claims.each()) {
            String name = claim.text("name");
            if (name.isEmpty()) {
                claim.required("");
                continue;
            }
            if (names.contains(name)) {
                claim.duplicate(name);
            } else {
                request(claim, names, requests);
            }
            if (!podClaims.contains(name)) {
                String known = podClaims.isEmpty()
                        ? " which is empty"
                        : ": " + String.join(", ", podClaims.stream().sorted().toList());
                claim.errors()
                        .add(
                                ErrorType.NOT_FOUND,
                                claim.path(),
                                name,
                                "must be one of the names in pod.spec.resourceClaims" + known);
            }
        }
    }

    /**
     * A claim as a whole, or one of its requests.
     *
     * @param names the claims and requests that were named before
     * @param requests how many requests of a claim were
     */
    private static void request(Field claim, Set<String> names, Map<String, Integer> requests) {
        String name = claim.text("name");
        if (claim.isEmpty("request")) {
            for (int i = requests.getOrDefault(name, 0); i > 0; i--) {
                claim.duplicate(name);
            }
            names.add(name);
            return;
        }
        claim.at("request").obeys(NameRule.DNS_LABEL);
        String key = name + "/" + claim.text("request");
        if (names.add(key)) {
            requests.merge(name, 1, Integer::sum);
        } else {
            claim.duplicate(key);
        }
    }
}
