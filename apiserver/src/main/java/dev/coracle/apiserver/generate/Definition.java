package dev.coracle.apiserver.generate;

import dev.coracle.apiserver.resource.GroupVersionKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One type of the API as the models describe it.
 *
 * @param name as in OpenAPI: {@code io.k8s.api.apps.v1.Deployment}
 * @param kind set when an object of this type can say its own apiVersion and kind
 * @param atomic whether server-side apply replaces it as a whole
 */
record Definition(
        String name,
        String description,
        @Nullable GroupVersionKind kind,
        boolean atomic,
        List<FieldDefinition> fields) {
    /** The last part of the name: {@code Deployment}. */
    String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
