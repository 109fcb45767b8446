package dev.coracle.machinery.decode;

import dev.coracle.machinery.schema.Schema;

/** The words of apimachinery's unstructured converter (runtime/converter.go, v1.36) for a value of the wrong type. */
final class Conversions {
    private Conversions() {}

    /** @param value in encoding/json's words: "string", "number 1.5", "object" */
    static String error(String value, Schema schema) {
        String from = goKind(value);
        return switch (schema.type()) {
            case OBJECT -> "cannot restore struct from: " + from;
            case MAP -> "cannot restore map from " + from;
            case ARRAY -> "cannot restore slice from " + from;
            case STRING ->
                schema.format().equals("byte")
                        ? "cannot restore slice from " + from
                        : from.equals("int64")
                                ? "cannot convert int64 to " + schema.goType()
                                : "unrecognized type: string";
            case INTEGER ->
                from.endsWith("64")
                        ? "cannot convert " + from + " to " + schema.goType()
                        : "unrecognized type: " + schema.goType();
            case BOOLEAN -> "unrecognized type: bool";
            case NUMBER -> "unrecognized type: float64";
            default -> "unrecognized type: " + schema.goType();
        };
    }

    private static String goKind(String value) {
        return switch (value) {
            case "object" -> "map";
            case "array" -> "slice";
            case "string", "bool" -> value;
            default ->
                value.indexOf('.') >= 0 || value.lastIndexOf('e') > "number".length() || value.indexOf('E') >= 0
                        ? "float64"
                        : "int64";
        };
    }
}
