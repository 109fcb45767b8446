package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.gotext.GoJson;

/**
 * What tells values apart when many are compared: something with an order, so that no choice of texts whose hashes are
 * the same makes a map slow. Stateless.
 */
final class Identity {
    private Identity() {}

    /** Numbers are the same when their values are. */
    static Comparable<?> of(JsonNode value) {
        if (value.isTextual()) {
            return '"' + value.textValue();
        }
        return value.isNumber() ? value.decimalValue().stripTrailingZeros() : GoJson.sorted(value);
    }
}
