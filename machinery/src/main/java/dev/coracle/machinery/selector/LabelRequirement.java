package dev.coracle.machinery.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * One condition on one label.
 *
 * @param values what {@code operator} compares with; empty for existence
 */
record LabelRequirement(String key, SelectorOperator operator, Set<String> values) {
    LabelRequirement {
        values = Set.copyOf(values);
    }

    boolean matches(JsonNode labels) {
        JsonNode label = labels.get(key);
        return operator.accepts(label == null ? null : label.asText(), values);
    }
}
