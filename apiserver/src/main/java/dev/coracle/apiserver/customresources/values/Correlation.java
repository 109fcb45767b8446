package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.machinery.json.JsonEquality;
import dev.coracle.machinery.schema.Schema;
import dev.coracle.machinery.tree.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value and what it was before the update. The items of a list belong together only where the list is of type map.
 *
 * @param value the new value
 * @param old the value it replaces
 * @param schema of both
 */
public record Correlation(JsonNode value, JsonNode old, Structural schema) {
    /** Whether nothing has changed. */
    boolean isUnchanged() {
        return JsonEquality.byValue(value, old);
    }

    /** The correlation of a field; null when there was no such field. */
    public @Nullable Correlation field(String name) {
        Structural known = schema.properties().get(name);
        if (known == null) {
            known = schema.additional();
        }
        JsonNode now = value.get(name);
        JsonNode before = old.get(name);
        return known == null || now == null || before == null ? null : new Correlation(now, before, known);
    }

    /** The correlation of an item; null when it cannot be told which item it was. */
    public @Nullable Correlation index(int i) {
        Structural item = schema.item();
        if (item == null || schema.listType() != Schema.ListType.MAP || !old.isArray()) {
            return null;
        }
        List<String> keys = schema.listMapKeys();
        JsonNode now = value.get(i);
        for (JsonNode before : old) {
            boolean same = true;
            for (String key : keys) {
                same &= JsonEquality.exact(Tree.get(now, key), Tree.get(before, key));
            }
            if (same) {
                return new Correlation(now, before, item);
            }
        }
        return null;
    }
}
