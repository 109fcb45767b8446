package dev.coracle.codegen;

import dev.coracle.machinery.schema.GroupVersionKind;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One type of the API as the models describe it.
 *
 * @param name as in OpenAPI: {@code io.k8s.api.apps.v1.Deployment}
 * @param kind set when an object of this type can say its own apiVersion and kind
 * @param notes what the models do not tell of the type itself
 */
record Definition(
        String name,
        String description,
        @Nullable GroupVersionKind kind,
        FieldNotes notes,
        List<FieldDefinition> fields) {
    private static final List<String> TYPE_NAMES = List.of("kind", "apiVersion");

    /** Whether server-side apply replaces it as a whole. */
    boolean atomic() {
        return notes.atomicMap();
    }

    /** The fields in the order Go's encoder writes them in. */
    List<FieldDefinition> declared() {
        List<String> order = notes.order();
        return fields.stream()
                .sorted(Comparator.comparingInt(
                                (FieldDefinition field) -> kind != null && TYPE_NAMES.contains(field.name())
                                        ? TYPE_NAMES.indexOf(field.name())
                                        : 2)
                        .thenComparingInt(field -> order.indexOf(field.name()))
                        .thenComparing(FieldDefinition::name))
                .toList();
    }

    /** The last part of the name: {@code Deployment}. */
    String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
