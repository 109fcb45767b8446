package dev.coracle.apiserver.kinds.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
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
    static List<Scope> of(JsonNode spec) {
        List<Scope> scopes = new ArrayList<>();
        for (JsonNode name : Tree.get(spec, "scopes")) {
            scopes.add(new Scope(name.asText(), "Exists", Set.of()));
        }
        for (JsonNode requirement : Tree.get(spec, "scopeSelector", "matchExpressions")) {
            List<String> values = new ArrayList<>();
            Tree.get(requirement, "values").forEach(value -> values.add(value.asText()));
            scopes.add(new Scope(
                    Tree.text(requirement, "scopeName"), Tree.text(requirement, "operator"), Set.copyOf(values)));
        }
        return scopes;
    }

    /** Whether a value of the property that the scope asks for is in it; the empty text is none. */
    boolean selects(String value) {
        return switch (operator) {
            case "In" -> !value.isEmpty() && values.contains(value);
            case "NotIn" -> value.isEmpty() || !values.contains(value);
            case "DoesNotExist" -> value.isEmpty();
            default -> !value.isEmpty();
        };
    }
}
