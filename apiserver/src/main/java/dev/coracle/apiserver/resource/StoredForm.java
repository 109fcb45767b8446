package dev.coracle.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coracle.machinery.schema.Schema;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the objects of a resource and what the store holds of them. For built-in kinds nothing does. Of a
 * custom resource the store may hold objects of several versions, written under several schemas, and each served version
 * is a {@link Resource} of its own over the same keys.
 */
public interface StoredForm {
    /** The store holds the objects as they are. */
    StoredForm SAME = new StoredForm() {
        @Override
        public boolean fromStored(ObjectNode object) {
            return false;
        }

        @Override
        public ObjectNode toStored(ObjectNode object) {
            return object;
        }
    };

    /**
     * Turns what the store holds into the resource's version, in place.
     *
     * @return whether anything changed
     */
    boolean fromStored(ObjectNode object);

    /** What to store for an object, which is not changed. */
    ObjectNode toStored(ObjectNode object);

    /** The fields of a version that is a {@link Resource} of its own; null when there is none. */
    default @Nullable Schema schema(String version) {
        return null;
    }

    /** Turns an object of the resource's version into one that {@link #schema} knows, or back, in place. */
    default void convert(ObjectNode object, String version) {}

    /**
     * Set when another process takes part: then the methods above may wait for it, and are not for event loops. The
     * strategy then has {@link WriteThreads}.
     */
    default @Nullable Remote remote() {
        return null;
    }

    /** How to get along with a form in which another process takes part. Safe for use from any thread. */
    interface Remote {
        /**
         * Turns what the store holds into the resource's version without waiting.
         *
         * @param objects the callee's from here on
         * @return as many objects in the same order
         */
        CompletableFuture<List<ObjectNode>> fromStored(List<ObjectNode> objects);
    }
}
