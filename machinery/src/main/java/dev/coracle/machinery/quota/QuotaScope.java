package dev.coracle.machinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.selector.SelectorOperator;
import dev.coracle.machinery.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What restricts a quota to some objects.
 *
 * @param operator one of a label selector's
 */
public record QuotaScope(String name, String operator, Set<String> values) {
    public QuotaScope {
        values = Set.copyOf(values);
    }

    /** All scopes of a quota; an object must be in each. */
    public static List<QuotaScope> of(JsonNode spec) {
        List<QuotaScope> scopes = new ArrayList<>();
        for (JsonNode name : Tree.get(spec, "scopes")) {
            scopes.add(new QuotaScope(name.asText(), "Exists", Set.of()));
        }
        for (JsonNode requirement : Tree.get(spec, "scopeSelector", "matchExpressions")) {
            List<String> values = new ArrayList<>();
            Tree.get(requirement, "values").forEach(value -> values.add(value.asText()));
            scopes.add(new QuotaScope(
                    Tree.text(requirement, "scopeName"), Tree.text(requirement, "operator"), Set.copyOf(values)));
        }
        return scopes;
    }

    /** Whether a value of the property that the scope asks for is in it; the empty text is none. */
    boolean selects(String value) {
        return SelectorOperator.find(operator)
                .orElse(SelectorOperator.EXISTS)
                .accepts(value.isEmpty() ? null : value, values);
    }
}
