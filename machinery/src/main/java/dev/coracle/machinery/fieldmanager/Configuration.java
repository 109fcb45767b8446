package dev.coracle.machinery.fieldmanager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks an applied configuration against its schema, in the words of structured-merge-diff. Confined to one check. */
final class Configuration {
    private final List<String> faults = new ArrayList<>();

    private Configuration() {}

    /** Everything wrong with a configuration, each with its path. */
    static List<String> faults(JsonNode object, Schema schema) {
        Configuration check = new Configuration();
        check.value(object, schema, "");
        return check.faults;
    }

    private void fault(String path, String message) {
        faults.add(path.isEmpty() ? message : path + ": " + message);
    }

    private void value(JsonNode value, @Nullable Schema schema, String path) {
        if (value.isNull() || schema == null || schema.type() == Schema.Type.ANY) {
            return;
        }
        switch (schema.type()) {
            case OBJECT, MAP -> {
                if (value.isObject()) {
                    fields(value, schema, path);
                } else {
                    fault(path, "expected map, got &" + GoValues.braced(value));
                }
            }
            case ARRAY -> {
                if (value.isArray()) {
                    items(value, schema, path);
                } else {
                    fault(path, "expected list, got &" + GoValues.braced(value));
                }
            }
            default -> scalar(value, schema, path);
        }
    }

    private void scalar(JsonNode value, Schema schema, String path) {
        switch (schema.type()) {
            case INTEGER, NUMBER -> {
                if (!value.isNumber()) {
                    fault(path, "expected numeric (int or float), got " + GoValues.type(value));
                }
            }
            case BOOLEAN -> {
                if (!value.isBoolean()) {
                    fault(path, "expected boolean, got &" + GoValues.braced(value));
                }
            }
            case STRING -> {
                boolean typed = schema.format().isEmpty() || schema.format().equals("byte");
                if (typed && !value.isTextual()) {
                    fault(path, "expected string, got " + GoValues.literal(value));
                } else if (!typed) {
                    anyScalar(value, path);
                }
            }
            default -> anyScalar(value, path);
        }
    }

    private void anyScalar(JsonNode value, String path) {
        if (value.isContainerNode()) {
            fault(path, "expected any scalar, got &" + GoValues.braced(value));
        }
    }

    private void fields(JsonNode object, Schema schema, String path) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Schema child = Shape.child(schema, field.getKey());
            String place = path + "." + field.getKey();
            if (child == null && schema.type() == Schema.Type.OBJECT) {
                fault(place, "field not declared in schema");
                return;
            }
            value(field.getValue(), child, place);
        }
    }

    private void items(JsonNode list, Schema schema, String path) {
        TreeSet<PathElement> seen = new TreeSet<>();
        for (int i = 0; i < list.size(); i++) {
            PathElement element;
            if (schema.listType() == Schema.ListType.ATOMIC) {
                element = new PathElement.Index(i);
            } else {
                try {
                    element = ListItems.element(schema, list.get(i));
                } catch (UnownableException e) {
                    fault(path, "element " + i + ": " + e.getMessage());
                    return;
                }
                if (!seen.add(element)) {
                    fault(path, "duplicate entries for key " + element);
                }
            }
            value(list.get(i), schema.items(), path + element);
        }
    }
}
