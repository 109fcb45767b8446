package dev.coracle.machinery.gotext;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A value out of YAML as Go's {@code %#v} prints it. */
public final class GoValue {
    private GoValue() {}

    public static String of(JsonNode value) {
        return value.isNull() ? "<nil>" : inside(value);
    }

    private static String inside(JsonNode value) {
        List<String> parts = new ArrayList<>();
        if (value.isObject()) {
            value.properties().forEach(field -> parts.add(Quoted.go(field.getKey()) + ":" + inside(field.getValue())));
            return "map[interface {}]interface {}{" + String.join(", ", parts) + "}";
        }
        if (value.isArray()) {
            value.forEach(item -> parts.add(inside(item)));
            return "[]interface {}{" + String.join(", ", parts) + "}";
        }
        if (value.isNull()) {
            return "interface {}(nil)";
        }
        return value.isTextual() ? Quoted.go(value.textValue()) : value.asText();
    }
}
