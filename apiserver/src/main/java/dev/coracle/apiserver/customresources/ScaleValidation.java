package dev.coracle.apiserver.customresources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.resource.ScalePaths;
import dev.coracle.machinery.field.ErrorType;
import dev.coracle.machinery.field.FieldError;
import dev.coracle.machinery.field.FieldErrors;
import java.util.List;

/** What must hold of the fields that a custom resource's scale subresource shows; the words of upstream's (v1.36). */
final class ScaleValidation {
    private ScaleValidation() {}

    static void validateSpec(ObjectNode object, ScalePaths paths, FieldErrors errors) {
        replicas(object, paths.specReplicas(), errors);
    }

    static void validateStatus(ObjectNode object, ScalePaths paths, FieldErrors errors) {
        replicas(object, paths.statusReplicas(), errors);
        JsonNode text = ScalePaths.find(object, paths.selector());
        if (!text.isMissingNode() && !text.isTextual()) {
            String path = printed(paths.selector());
            errors.add(new FieldError(
                    ErrorType.INVALID,
                    path,
                    "",
                    path + " accessor error: " + text + " is of the type " + goType(text) + ", expected string"));
        }
    }

    private static void replicas(ObjectNode object, List<String> fields, FieldErrors errors) {
        JsonNode value = ScalePaths.find(object, fields);
        String path = printed(fields);
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

    private static String printed(List<String> path) {
        return "." + String.join(".", path);
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
}
