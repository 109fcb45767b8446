package dev.coracle.controllers.resourcequota;

import io.fabric8.kubernetes.api.model.ResourceQuotaSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What restricts a quota to some objects.
 *
 * @param operator one of a label selector's
 */
record Scope(String name, String operator, Set<String> values) {
    Scope {
        values = Set.copyOf(values);
    }

    /** All scopes of a quota; an object must be in each. */
    static List<Scope> of(ResourceQuotaSpec spec) {
        List<Scope> scopes = new ArrayList<>();
        spec.getScopes().forEach(name -> scopes.add(new Scope(name, "Exists", Set.of())));
        if (spec.getScopeSelector() != null) {
            spec.getScopeSelector()
                    .getMatchExpressions()
                    .forEach(each -> scopes.add(
                            new Scope(each.getScopeName(), each.getOperator(), Set.copyOf(each.getValues()))));
        }
        return scopes;
    }

    /** Whether a value of the property that the scope asks for is in it; none is null or empty. */
    boolean selects(String value) {
        boolean none = Objects.requireNonNullElse(value, "").isEmpty();
        return switch (operator) {
            case "In" -> !none && values.contains(value);
            case "NotIn" -> none || !values.contains(value);
            case "DoesNotExist" -> none;
            default -> !none;
        };
    }
}
