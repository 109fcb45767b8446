package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.field.ErrorType;
import dev.coracle.apiserver.field.FieldError;
import dev.coracle.apiserver.field.FieldErrors;
import dev.coracle.apiserver.resource.ScalePaths;
import dev.coracle.apiserver.tree.Tree;
import java.util.List;

/** The fields of a custom resource that its scale subresource shows. Immutable. */
final class ScaleFields {
    private final String specReplicas;
    private final String statusReplicas;
    private final String selector;

    private ScaleFields(String specReplicas, String statusReplicas, String selector) {
        this.specReplicas = specReplicas;
        this.statusReplicas = statusReplicas;
        this.selector = selector;
    }

    /** @param scale {@code subresources.scale} of a version */
    static ScaleFields of(JsonNode scale) {
        return new ScaleFields(
                Tree.text(scale, "specReplicasPath"),
                Tree.text(scale, "statusReplicasPath"),
                Tree.text(scale, "labelSelectorPath"));
    }

    ScalePaths paths() {
        return new ScalePaths(split(specReplicas), split(statusReplicas), split(selector), true);
    }

    void validateSpec(ObjectNode object, FieldErrors errors) {
        validate(object, specReplicas, errors);
    }

    void validateStatus(ObjectNode object, FieldErrors errors) {
        validate(object, statusReplicas, errors);
        JsonNode text = at(object, selector);
        if (!text.isMissingNode() && !text.isTextual()) {
            errors.add(new FieldError(
                    ErrorType.INVALID,
                    selector,
                    "",
                    selector + " accessor error: " + text + " is of the type " + goType(text) + ", expected string"));
        }
    }

    private static void validate(ObjectNode object, String path, FieldErrors errors) {
        JsonNode value = at(object, path);
        if (value.isMissingNode()) {
            return;
        }
        if (!value.isIntegralNumber()) {
            errors.add(new FieldError(
                    ErrorType.INVALID,
                    path,
                    0,
                    path + " accessor error: " + value.asText() + " is of the type " + goType(value)
                            + ", expected int64"));
        } else if (value.longValue() < 0) {
            errors.add(new FieldError(ErrorType.INVALID, path, value.longValue(), "should be a non-negative integer"));
        } else if (value.longValue() > Integer.MAX_VALUE) {
            errors.add(new FieldError(
                    ErrorType.INVALID,
                    path,
                    value.longValue(),
                    "should be less than or equal to " + Integer.MAX_VALUE));
        }
    }

    private static String goType(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
            case ARRAY -> "[]interface {}";
            default -> "map[string]interface {}";
        };
    }

    private static JsonNode at(JsonNode object, String path) {
        JsonNode found = object;
        for (String field : split(path)) {
            found = Tree.get(found, field);
        }
        return path.isEmpty() ? Tree.get(object, "") : found;
    }

    private static List<String> split(String path) {
        String bare = path.startsWith(".") ? path.substring(1) : path;
        return bare.isEmpty() ? List.of() : List.of(bare.split("\\.", -1));
    }
}
