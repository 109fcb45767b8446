package dev.coracle.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.apiserver.cache.StoredObject;
import dev.coracle.apiserver.http.QueryParameters;
import dev.coracle.apiserver.registry.ServedResource;
import dev.coracle.apiserver.selector.FieldSelector;
import dev.coracle.machinery.selector.LabelSelector;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a list, a watch or a deletecollection means.
 *
 * @param filter null when it means all of them, so that nothing need be parsed
 * @param name when the field selector demands one name
 */
record Selection(@Nullable Predicate<ObjectNode> filter, Optional<String> name) {
    static Selection parse(QueryParameters query, ServedResource target, String pathName) {
        String labels = query.get("labelSelector");
        String fields = query.get("fieldSelector");
        Predicate<ObjectNode> filter = null;
        Optional<String> name = Optional.empty();
        if (!labels.isEmpty()) {
            LabelSelector selector = LabelSelector.parse(labels);
            filter = selector.selectsEverything() ? null : selector;
        }
        if (!pathName.isEmpty()) {
            fields = "metadata.name=" + pathName + (fields.isEmpty() ? "" : "," + fields);
        }
        if (!fields.isEmpty()) {
            FieldSelector selector = FieldSelector.parse(
                    fields, target.resource(), target.version().conversion());
            if (!selector.selectsEverything()) {
                filter = filter == null ? selector : filter.and(selector);
                name = selector.name();
            }
        }
        return new Selection(filter, name);
    }

    boolean selectsEverything() {
        return filter == null;
    }

    /** Those that have to be looked at for a page of so many; 0 for all. */
    Iterable<StoredObject> candidates(Iterable<StoredObject> all, long limit) {
        return filter != null || limit <= 0
                ? all
                : () -> StreamSupport.stream(all.spliterator(), false)
                        .limit(limit)
                        .iterator();
    }

    boolean selects(StoredObject object) {
        return filter == null || filter.test(object.read());
    }
}
