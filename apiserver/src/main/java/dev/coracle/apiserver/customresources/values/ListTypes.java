package dev.coracle.apiserver.customresources.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.customresources.structural.Structural;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** That lists of type set and map hold nothing twice. Stateless. */
public final class ListTypes {
    private ListTypes() {}

    public static List<FieldError> validate(JsonNode value, Structural schema) {
        List<FieldError> errors = new ArrayList<>();
        validate(value, schema, "", errors);
        return errors;
    }

    private static void validate(JsonNode value, Structural schema, String path, List<FieldError> errors) {
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                Structural known = schema.properties().get(field.getKey());
                Structural rest = schema.additional();
                if (known != null) {
                    String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                    validate(field.getValue(), known, below, errors);
                } else if (rest != null) {
                    validate(field.getValue(), rest, path + "[" + field.getKey() + "]", errors);
                }
            }
        } else if (value.isArray()) {
            if (schema.listType() == Schema.ListType.SET) {
                List<JsonNode> items = new ArrayList<>();
                value.forEach(items::add);
                repeated(items, path, errors);
            } else if (schema.listType() == Schema.ListType.MAP) {
                map(value, schema, path, errors);
            }
            Structural item = schema.item();
            for (int i = 0; item != null && i < value.size(); i++) {
                validate(value.get(i), item, path + "[" + i + "]", errors);
            }
        }
    }

    private static void map(JsonNode list, Structural schema, String path, List<FieldError> errors) {
        List<JsonNode> keys = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            if (!item.isObject() && !item.isNull()) {
                errors.add(new FieldError(
                        ErrorType.INVALID,
                        path + "[" + i + "]",
                        ValueErrors.shown(item),
                        "must be an object for an array of list-type map"));
                return;
            }
            ObjectNode key = JsonNodeFactory.instance.objectNode();
            for (String name : schema.listMapKeys()) {
                if (item.has(name)) {
                    key.set(name, item.get(name));
                }
            }
            keys.add(key);
        }
        repeated(keys, path, errors);
    }

    /** Reports each value once, where it comes for the second time. */
    private static void repeated(List<JsonNode> values, String path, List<FieldError> errors) {
        Map<Comparable<?>, Integer> seen = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (seen.merge(Identity.of(values.get(i)), 1, Integer::sum) == 2) {
                errors.add(new FieldError(
                        ErrorType.DUPLICATE, path + "[" + i + "]", ValueErrors.shown(values.get(i)), ""));
            }
        }
    }
}
