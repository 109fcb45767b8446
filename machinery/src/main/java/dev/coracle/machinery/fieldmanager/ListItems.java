package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How the items of a list of type set or map are told apart. */
final class ListItems {
    private ListItems() {}

    /** @throws UnownableException when the item has nothing that tells it from others */
    static PathElement element(Schema list, JsonNode item) {
        return list.listMapKeys().isEmpty() ? value(item) : key(list, item);
    }

    private static PathElement value(JsonNode item) {
        if (item.isObject()) {
            throw new UnownableException("associative list without keys has an element that's a map type");
        }
        if (item.isArray()) {
            throw new UnownableException("not supported: associative list with lists as elements");
        }
        if (item.isNull()) {
            throw new UnownableException("associative list without keys has an element that's an explicit null");
        }
        return new PathElement.Value(item);
    }

    private static PathElement key(Schema list, JsonNode item) {
        if (item.isNull()) {
            throw new UnownableException("associative list with keys may not have a null element");
        }
        if (!item.isObject()) {
            throw new UnownableException("associative list with keys may not have non-map elements");
        }
        List<PathElement.KeyField> fields = new ArrayList<>(2);
        Schema items = list.items();
        for (String name : list.listMapKeys()) {
            JsonNode value = item.get(name);
            Schema field = value != null || items == null ? null : items.field(name);
            if (field != null) {
                value = field.defaultValue();
            }
            if (value != null) {
                fields.add(new PathElement.KeyField(name, value));
            }
        }
        if (fields.isEmpty()) {
            throw new UnownableException("associative list with keys has an element that omits all key fields "
                    + list.listMapKeys().stream().map(k -> '"' + k + '"').collect(Collectors.joining(" ", "[", "]"))
                    + " (and doesn't have default values for any key fields)");
        }
        return PathElement.key(fields);
    }
}
