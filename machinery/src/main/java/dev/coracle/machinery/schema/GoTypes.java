package dev.coracle.machinery.schema;

/** How Go prints a type, as it stands in decoding errors: {@code v1.PodSpec}, {@code []v1.Container}, {@code int32}. */
final class GoTypes {
    private GoTypes() {}

    static String of(Schema schema) {
        return switch (schema.type()) {
            case OBJECT -> qualified(schema.name());
            case MAP -> "map[string]" + items(schema);
            case ARRAY -> "[]" + items(schema);
            case STRING -> schema.format().equals("byte") ? "[]uint8" : "string";
            case INTEGER -> schema.format().isEmpty() ? "int64" : schema.format();
            case NUMBER -> "float64";
            case BOOLEAN -> "bool";
            case INT_OR_STRING -> "intstr.IntOrString";
            case QUANTITY -> "resource.Quantity";
            case ANY -> "interface {}";
        };
    }

    private static String items(Schema schema) {
        Schema items = schema.items();
        return items == null ? "interface {}" : items.goType();
    }

    private static String qualified(String definition) {
        int type = definition.lastIndexOf('.');
        return definition.substring(definition.lastIndexOf('.', type - 1) + 1);
    }
}
