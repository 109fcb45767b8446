package dev.coracle.codegen;

import dev.coracle.machinery.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The type of a field.
 *
 * @param reference the definition's name, empty for an inline type
 * @param format empty when there is none
 * @param items of an array or a map
 */
record TypeDefinition(
        Schema.Type type,
        String reference,
        String format,
        @Nullable TypeDefinition items) {
    static TypeDefinition scalar(Schema.Type type, String format) {
        return new TypeDefinition(type, "", format, null);
    }

    static TypeDefinition reference(Schema.Type type, String definition, String format) {
        return new TypeDefinition(type, definition, format, null);
    }

    static TypeDefinition of(Schema.Type container, TypeDefinition items) {
        return new TypeDefinition(container, "", "", items);
    }
}
