package dev.coracle.apiserver.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a watch selects.
 *
 * @param namespace empty for all
 * @param filter the selectors; null selects everything, and then no object is ever parsed
 */
public record Scope(String namespace, @Nullable Predicate<ObjectNode> filter) {
    boolean contains(String key) {
        return namespace.isEmpty()
                || (key.length() > namespace.length()
                        && key.charAt(namespace.length()) == '/'
                        && key.startsWith(namespace));
    }

    boolean selects(@Nullable StoredObject object) {
        return object != null && (filter == null || filter.test(object.read()));
    }
}
